import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeDBInstancesCommand, type DBInstance } from '@aws-sdk/client-rds';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { masterSecret } from '../../../domain/names.js';
import type { SharedSandbox } from '../../integration/support/sandbox.js';
import { signIn } from './administrator.js';
import { addressOf, probe, type ProbeResult } from './probe.js';

/** From where the quarantine is tried, and by whom it may be reached. */
export const attackers = ['intruder', 'production-app', 'environment-client'] as const;
export const scrubber = 'cleanroom-worker/us-east-1';

/** What was seen of one quarantined instance while it existed. */
export interface Sighting {
  readonly instance: string;
  readonly tries: Readonly<Record<string, Readonly<Record<ProbeResult, number>>>>;
  /** Every set of properties that AWS ever showed, as JSON. */
  readonly properties: readonly string[];
  /** What its master user's password was while it existed. */
  readonly password?: string;
}

interface Notes {
  readonly tries: Record<string, Record<ProbeResult, number>>;
  readonly properties: Set<string>;
  password?: string;
}

/** A watch over the clean room that runs beside a sanitisation. */
export interface QuarantineWatch {
  stop(): Promise<Sighting[]>;
}

const pauseMs = 200;

/** Tries again and again to reach the quarantined instances of an operation, from everywhere, until it is stopped. */
export async function watchQuarantine(
  sandbox: SharedSandbox,
  operation: string,
  environment: string,
): Promise<QuarantineWatch> {
  const { places } = await sandbox.client.describe();
  const sources = Object.fromEntries(
    [...attackers, scrubber].map((place) => [place, places[place.replace('environment', environment)] ?? '']),
  );
  const { rds, secrets } = await signIn(sandbox, 'cleanroom');
  const seen = new Map<string, Notes>();
  let stopped = false;

  async function look(): Promise<void> {
    const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
    const quarantined = new RegExp(`-${operation}-(?:restored-)?quarantine$`);
    const ours = DBInstances.filter(({ DBInstanceIdentifier: id = '' }) => quarantined.test(id));
    await Promise.all(ours.map(attack));
  }

  async function attack(found: DBInstance): Promise<void> {
    const id = found.DBInstanceIdentifier ?? '';
    const notes: Notes = seen.get(id) ?? { tries: {}, properties: new Set() };
    seen.set(id, notes);
    notes.properties.add(JSON.stringify(propertiesOf(found)));
    if (notes.password === undefined) await readPassword(id, notes);
    const address = found.Endpoint?.Address && (await addressOf(sandbox.description.dnsServer, found.Endpoint.Address));
    if (!address) return;
    await Promise.all(
      Object.entries(sources).map(async ([place, source]) => {
        const result = await probe(address, source);
        const tries = (notes.tries[place] ??= { answered: 0, refused: 0 });
        tries[result] += 1;
      }),
    );
  }

  /** The password lives no longer than the instance, so it must be read meanwhile. */
  async function readPassword(instance: string, notes: Notes): Promise<void> {
    const answer = await secrets
      .send(new GetSecretValueCommand({ SecretId: masterSecret(instance) }))
      .catch(() => undefined);
    if (answer?.SecretString !== undefined) notes.password = answer.SecretString;
  }

  const watching = (async () => {
    while (!stopped) {
      await look();
      await sleep(pauseMs);
    }
  })();
  // It is awaited when the watch is stopped; until then nobody is there to take a rejection.
  watching.catch(() => undefined);
  return {
    async stop() {
      stopped = true;
      await watching;
      return [...seen].map(([instance, notes]) => ({ instance, ...notes, properties: [...notes.properties] }));
    },
  };
}

function propertiesOf(found: DBInstance) {
  return {
    public: found.PubliclyAccessible,
    backups: found.BackupRetentionPeriod,
    copyTags: found.CopyTagsToSnapshot,
    insights: found.PerformanceInsightsEnabled,
    logExports: found.EnabledCloudwatchLogsExports ?? [],
    foreignTags: (found.TagList ?? []).map(({ Key = '' }) => Key).filter((key) => !key.startsWith('backlot:')),
    parameterGroup: found.DBParameterGroups?.[0]?.DBParameterGroupName,
  };
}
