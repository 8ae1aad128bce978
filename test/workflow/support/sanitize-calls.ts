/** The activities of a sanitisation in order, from the fleet to the signature. */
export const callsToTheSignature = [
  'resolveSanitize',
  'findImages',
  'findLeftovers',
  'findAutomatedSnapshot',
  'copySnapshot',
  'awaitSnapshot',
  'shareSnapshot',
  'copySnapshot',
  'awaitSnapshot',
  'unshareSnapshot',
  'deleteSnapshot',
  'ensureParameterGroup',
  'restoreInstance',
  'awaitInstance',
  'setMasterPassword',
  'awaitInstance',
  'assertQuarantine',
  'markQuarantine',
  'scrubInstance',
  'closeForWriting',
  'verifyInstance',
  'removeTraces',
  'takeSnapshot',
  'awaitSnapshot',
  'checkClosed',
  'restoreInstance',
  'awaitInstance',
  'assertQuarantine',
  'verifyRestored',
  'signStatement',
] as const;

/** The activities that make the image, in order. */
export const callsOfTheImage = ['makeImage', 'awaitSnapshot'] as const;

/** The activities that clear away what was raw, in order, beside those of the image. */
export const callsBesideTheImage = [
  'deleteInstance',
  'awaitInstanceGone',
  'deleteInstance',
  'awaitInstanceGone',
  'deleteMasterSecret',
  'deleteParameterGroup',
  'deleteSnapshot',
] as const;

/** What clears away the snapshot that the image is a copy of. */
export const callAfterTheImage = 'deleteSnapshot';

/** One call of an activity: its name, and which call of that activity it is. */
export interface Call {
  readonly activity: string;
  readonly nth: number;
}

/** Counts calls, so that each is told from the others of its activity. */
export function counted(activities: readonly string[]): Call[] {
  return activities.map((activity, index) => ({
    activity,
    nth: activities.slice(0, index + 1).filter((other) => other === activity).length,
  }));
}
