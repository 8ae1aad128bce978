/** The activities of a sanitisation in order, from the fleet to the image. */
export const callsToTheImage = [
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
  'makeImage',
  'awaitSnapshot',
] as const;

/** The activities that clear away what was raw, after the image. */
export const callsAfterTheImage = [
  'deleteInstance',
  'awaitInstanceGone',
  'deleteSnapshot',
  'deleteInstance',
  'awaitInstanceGone',
  'deleteMasterSecret',
  'deleteParameterGroup',
  'deleteSnapshot',
  'unshareSnapshot',
  'deleteSnapshot',
] as const;

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
