import type { z } from 'zod';
import { BacklotError } from '../domain/errors.js';
import { closest } from '../domain/fleet/closest.js';
import type { Organization } from '../domain/fleet/organization.js';
import { defaultHeartbeatTimeoutMs } from '../domain/heartbeat.js';
import type { Milliseconds } from '../domain/fleet/values/duration.js';
import type { Environment } from './environment.js';
import { settingsSchema } from './settings-schema.js';

/** What a process was told by its environment. TEMPORAL_* variables are read by the Temporal SDK itself. */
export interface Settings {
  /** The URL that answers as AWS; only ever present for a sandbox fleet. */
  readonly awsEndpoint?: string;
  /** Path of the JSON file with the base identity in the builder account. */
  readonly baseCredentialsFile?: string;
  /** `address` or `address:port`; empty: the system's own. */
  readonly dnsServers: readonly string[];
  /** The address that SQL connections of a data queue come from; `backlot-data/*` stands for those not named. */
  readonly sourceAddresses: Readonly<Record<string, string>>;
  /** Path of the PEM file with the databases' certificate authority. */
  readonly databaseCaFile?: string;
  readonly timings: PollTimings;
  readonly recovery: RecoveryTimings;
  /** The task queues to serve; absent: the worker's default. */
  readonly queues?: readonly string[];
  readonly terraform: {
    /** The program: `terraform`, `tofu`, or a path. */
    readonly program: string;
    /** A directory with a mirror of providers; looked for when left out. */
    readonly mirror?: string;
    /** How many runs there may be at once; as many as there is room for when left out. */
    readonly runs?: number;
  };
  /** Modules with activity interceptors; only ever present for a sandbox fleet. */
  readonly workerInterceptors: readonly string[];
}

/** How often slow things are looked at. */
export interface PollTimings {
  readonly snapshotPollMs: Milliseconds;
  readonly instancePollMs: Milliseconds;
  readonly dnsPollMs: Milliseconds;
  readonly leasePollMs: Milliseconds;
}

/** How soon other workers take over from one that died. */
export interface RecoveryTimings {
  /** An activity whose worker was silent for so long is tried again. */
  readonly heartbeatTimeoutMs: Milliseconds;
  /** A workflow whose worker did not answer for so long is given to another. */
  readonly stickyTimeoutMs: Milliseconds;
}

type Variables = z.infer<typeof settingsSchema>;

/** Settings that would let somebody else see calls or change what a worker does. */
const sandboxOnly = ['BACKLOT_AWS_ENDPOINT', 'BACKLOT_WORKER_INTERCEPTORS'] as const;

/**
 * Parses the environment once, with every problem at once. Values are never repeated in messages, since any of them
 * could be a secret that went into the wrong variable.
 *
 * @param organization The organisation served; only a sandbox's may have an AWS endpoint or interceptors.
 * @throws BacklotError `InvalidInput`
 */
export function readSettings(organization?: Organization, environment: Environment = process.env): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([name, value]) => isOurs(name) && value));
  const result = settingsSchema.safeParse(given);
  const problems = [
    ...(result.success ? [] : result.error.issues.map(explain)),
    ...misspelt(Object.keys(given)),
    ...(organization?.sandbox === true ? [] : sandboxOnly.filter((name) => given[name] !== undefined).map(refuse)),
  ];
  if (result.success && problems.length === 0) return settingsOf(result.data);
  throw new BacklotError(
    'InvalidInput',
    `The environment has ${problems.length === 1 ? 'a setting' : `${problems.length} settings`} that cannot be used:\n` +
      `${problems.map((problem) => `  ${problem}`).join('\n')}\n` +
      'Correct or unset these variables; docs/fleet.md lists every setting.',
    { problems },
  );
}

function settingsOf(variables: Variables): Settings {
  const { BACKLOT_POLL_INTERVAL: all, BACKLOT_TIMINGS: single } = variables;
  return {
    ...(variables.BACKLOT_AWS_ENDPOINT !== undefined && { awsEndpoint: variables.BACKLOT_AWS_ENDPOINT }),
    ...(variables.BACKLOT_BASE_CREDENTIALS_FILE !== undefined && {
      baseCredentialsFile: variables.BACKLOT_BASE_CREDENTIALS_FILE,
    }),
    dnsServers: variables.BACKLOT_DNS_SERVERS ?? [],
    sourceAddresses: variables.BACKLOT_SOURCE_ADDRESSES ?? {},
    ...(variables.BACKLOT_DATABASE_CA !== undefined && { databaseCaFile: variables.BACKLOT_DATABASE_CA }),
    timings: {
      snapshotPollMs: single?.snapshot ?? all ?? 30_000,
      instancePollMs: single?.instance ?? all ?? 30_000,
      dnsPollMs: single?.dns ?? all ?? 5_000,
      leasePollMs: single?.lease ?? all ?? 10_000,
    },
    recovery: {
      heartbeatTimeoutMs: single?.heartbeat ?? defaultHeartbeatTimeoutMs,
      stickyTimeoutMs: single?.sticky ?? 2_000,
    },
    ...(variables.BACKLOT_QUEUES !== undefined && { queues: variables.BACKLOT_QUEUES }),
    terraform: {
      program: variables.BACKLOT_TERRAFORM ?? 'terraform',
      ...(variables.BACKLOT_TERRAFORM_MIRROR !== undefined && { mirror: variables.BACKLOT_TERRAFORM_MIRROR }),
      ...(variables.BACKLOT_TERRAFORM_RUNS !== undefined && { runs: variables.BACKLOT_TERRAFORM_RUNS }),
    },
    workerInterceptors: variables.BACKLOT_WORKER_INTERCEPTORS ?? [],
  };
}

function misspelt(names: readonly string[]): string[] {
  const known = Object.keys(settingsSchema.shape);
  return names.flatMap((name) => {
    const near = known.includes(name) ? undefined : closest(name, known);
    return near === undefined ? [] : [`${name} is not a setting, ${near} is`];
  });
}

function refuse(name: string): string {
  return `${name} is only accepted with a fleet that says \`sandbox: true\`: elsewhere it would hand calls and credentials to a stranger`;
}

function explain(issue: z.core.$ZodIssue): string {
  const [name = '', ...inner] = issue.path.map(String);
  const shape: Readonly<Record<string, z.ZodType>> = settingsSchema.shape;
  const where = inner.length > 0 ? `, at ${inner.join('.')}` : '';
  return `${name} cannot be read${where}: ${issue.message}. It is ${shape[name]?.description ?? 'a setting'}`;
}

/** The sandbox and the tests have variables of their own under the same prefix. */
function isOurs(name: string): boolean {
  return /^BACKLOT_(?!SANDBOX_|TEST_)/.test(name);
}
