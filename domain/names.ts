/**
 * Deterministic names. A step that runs twice asks for the same name twice, so it finds what its first run made.
 * RDS identifiers have at most 63 characters: letters, digits and single hyphens, starting with a letter.
 */

/** Which thing of a sanitisation a name is for. */
export type PipelinePart =
  'source' | 'copy' | 'pit' | 'raw' | 'quarantine' | 'scrubbed' | 'restored-quarantine' | 'image';

const longestIdentifier = 63;
// Of a name that is too long.
const keptBeginning = 30;

/** Names a resource of one sanitisation: `backlot-users-1a2b3c4d-image`. */
export function pipelineName(database: string, operationId: string, part: PipelinePart): string {
  return identifier(`backlot-${database}-${operationId}-${part}`);
}

/** What the names of all resources of a database's sanitisations begin with, however long they are. */
export function pipelinePrefix(database: string): string {
  return identifier(`backlot-${database}-`).slice(0, keptBeginning);
}

/**
 * Names a generation after the day on which its operation began (UTC) and its operation: `20261121-a1b2`. The time is
 * that of the first run's first event, which a reset keeps, so that a generation has one name for ever.
 */
export function generationName(startedAt: Date, operationId: string): string {
  const day = startedAt.toISOString().slice(0, 10).replaceAll('-', '');
  return `${day}-${operationId.slice(-4)}`;
}

/** Names a database instance of an environment: `users-20261121-a1b2`. */
export function generationInstance(database: string, generation: string): string {
  return identifier(`${database}-${generation}`);
}

/** Names the environment's own copy of an image: `backlot-users-20261121-a1b2`. */
export function generationCopy(database: string, generation: string): string {
  return identifier(`backlot-${database}-${generation}`);
}

/** Derives the default operation id from the id of the first run, which a reset keeps. Eight characters. */
export function defaultOperationId(firstExecutionRunId: string): string {
  return firstExecutionRunId.replaceAll('-', '').slice(-8).toLowerCase();
}

/** The form of an operation id given by a user. */
export const operationIdPattern = /^[a-z0-9](?:-?[a-z0-9])*$/;

/** Well-known names that the blueprints give to keys, groups and secrets. */
export const wellKnown = {
  shareKey: 'alias/backlot-share',
  rawKey: 'alias/backlot-raw',
  imageKey: 'alias/backlot-image',
  statementKey: 'alias/backlot-statements',
  dataKey: 'alias/backlot-data',
  subnetGroup: 'backlot-data',
  quarantineSecurityGroup: 'backlot-quarantine',
  dataSecurityGroup: 'backlot-data',
} as const;

/**
 * Names the parameter group that a temporary instance in production runs under. Whoever sets production up makes it,
 * with the settings of a quarantine; the source role may make none.
 */
export function sourceQuarantineGroup(engineVersion: string): string {
  return `backlot-quarantine-postgres${engineVersion.split('.')[0] ?? ''}`;
}

/** Names the secret that holds the password of a quarantined or environment instance's master user. */
export function masterSecret(instance: string): string {
  return `backlot/master/${instance}`;
}

/** The instance whose master user a secret of that name is for. */
export function instanceOfMasterSecret(secret: string): string {
  return secret.slice(secret.lastIndexOf('/') + 1);
}

/** Names the secret of an application role; the same in every generation of the environment. */
export function roleSecret(environment: string, database: string, role: string): string {
  return `backlot/${environment}/${database}/${role}`;
}

/** Names the secret that the pseudonyms of one residency group are derived from. */
export function scrubKeySecret(residency: string): string {
  return `backlot/scrub-key/${residency}`;
}

/**
 * Shortens a name that is too long for RDS without losing its ends, so that it stays deterministic and readable.
 * Database names are at most 30 characters by the fleet's schema, so that nothing ever collides here.
 */
function identifier(name: string): string {
  const clean = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/-{2,}/g, '-');
  return clean.length <= longestIdentifier
    ? clean
    : `${clean.slice(0, keptBeginning)}-${clean.slice(-32)}`.replaceAll('--', '-');
}
