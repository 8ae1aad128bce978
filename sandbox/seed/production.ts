import { randomUUID } from 'node:crypto';
import type { Caller } from '../gateway/contract.js';
import { findPostgresPrograms } from '../postgres/programs.js';
import { ensureTemplate } from '../postgres/template.js';
import type { RdsEngine } from '../rds/engine.js';
import { ensureDataDirectories } from './data-directories.js';
import type { InstanceSeed, SeedEncryption } from './instance-seed.js';
import { productionSeeds } from './production-seeds.js';
import { masterUser, productionPassword } from './roles.js';

/** Where production lies, and under whose number. */
export const production = { accountId: '222222222222', region: 'us-east-1' } as const;

/** The parameter group that production's instances share. */
export const productionParameterGroup = 'acme-postgres18';

/** How far the seeding is: `steps` of one instance's part of the work. */
export interface SeedProgress {
  readonly instance: string;
  readonly phase: 'filling' | 'starting' | 'ready';
  /** While filling: the logical database, and how many of its steps are done. */
  readonly database?: string;
  readonly stepsDone?: number;
  readonly stepsTotal?: number;
}

/** What {@link seedProduction} needs. */
export interface SeedProductionOptions {
  readonly rds: Pick<RdsEngine, 'handle' | 'importInstance' | 'takeAutomatedSnapshot'>;
  /** The Python virtual environment with the PostgreSQL programs. */
  readonly venv: string;
  /** MB of all databases together. */
  readonly size: number;
  /** Outlives the sandbox; finished data directories and PostgreSQL's template are kept in it. */
  readonly cacheDirectory: string;
  /** The alias or ARN of production's own key. */
  readonly customerKey: string;
  readonly securityGroupIds: readonly string[];
  readonly subnetGroup: string;
  readonly onProgress?: (progress: SeedProgress) => void;
}

/** Owners and backup plans, as a company tags its databases. None of it may travel into a clone. */
const tags = [
  { Key: 'team', Value: 'platform' },
  { Key: 'backup-plan', Value: 'daily-35-days' },
  { Key: 'data-class', Value: 'personal' },
];

/** What production's parameter group sets: harmless in a clone, forbidden in quarantine, or bound to production. */
const parameters: Readonly<Record<string, string>> = {
  work_mem: '8192',
  log_min_duration_statement: '1000',
  idle_in_transaction_session_timeout: '600000',
  shared_preload_libraries: 'pg_stat_statements',
};

/** The group that Backlot asks for when it restores a temporary instance in production, as its operator makes it. */
const quarantineGroup = 'backlot-quarantine-postgres18';
const quarantine: Readonly<Record<string, string>> = {
  max_logical_replication_workers: '0',
  log_statement: 'none',
  log_min_duration_statement: '-1',
};

/**
 * Gives the production account its three instances, filled, with an automated snapshot of each. The first time for a
 * size the data are generated, later they are copied from the cache.
 *
 * Production's key, security groups and subnet group must exist.
 */
export async function seedProduction(options: SeedProductionOptions): Promise<void> {
  const { onProgress } = options;
  const seeds = productionSeeds(options.size);
  const template = await ensureTemplate(await findPostgresPrograms(options.venv), options.cacheDirectory);
  const directories = await ensureDataDirectories(seeds, template, options.cacheDirectory, (progress) =>
    onProgress?.({ ...progress, phase: 'filling' }),
  );
  await createParameterGroup(options.rds, productionParameterGroup, 'What the applications of Acme need', parameters);
  await createParameterGroup(options.rds, quarantineGroup, 'For temporary instances of the past', quarantine);
  await Promise.all(
    seeds.map(async (seed) => {
      onProgress?.({ instance: seed.identifier, phase: 'starting' });
      await startInstance(options, seed, directories.get(seed.identifier) ?? '');
      onProgress?.({ instance: seed.identifier, phase: 'ready' });
    }),
  );
}

async function startInstance(
  { rds, customerKey, securityGroupIds, subnetGroup }: SeedProductionOptions,
  seed: InstanceSeed,
  dataDirectory: string,
): Promise<void> {
  const kmsKeyId = keyOf(seed.encryption, customerKey);
  const databaseName = seed.databases[0]?.name;
  await rds.importInstance({
    ...production,
    identifier: seed.identifier,
    masterUsername: masterUser,
    masterPassword: productionPassword(masterUser),
    ...(databaseName !== undefined && { databaseName }),
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    dataDirectory,
    tags,
    parameters: {
      VpcSecurityGroupIds: securityGroupIds,
      DBSubnetGroupName: subnetGroup,
      DBParameterGroupName: productionParameterGroup,
      BackupRetentionPeriod: 7,
      CopyTagsToSnapshot: true,
      DeletionProtection: true,
      MultiAZ: true,
    },
  });
  await rds.takeAutomatedSnapshot(production.accountId, production.region, seed.identifier);
}

function keyOf(encryption: SeedEncryption, customerKey: string): string | undefined {
  if (encryption === 'none') return undefined;
  return encryption === 'customer-key' ? customerKey : 'alias/aws/rds';
}

async function createParameterGroup(
  rds: Pick<RdsEngine, 'handle'>,
  DBParameterGroupName: string,
  Description: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const caller: Caller = {
    accountId: production.accountId,
    arn: `arn:aws:iam::${production.accountId}:root`,
    accessKeyId: 'seed',
  };
  const call = { requestId: randomUUID(), service: 'rds', region: production.region, caller };
  await rds.handle({
    ...call,
    action: 'CreateDBParameterGroup',
    parameters: { DBParameterGroupName, DBParameterGroupFamily: 'postgres18', Description },
  });
  const Parameters = Object.entries(settings).map(([ParameterName, ParameterValue]) => ({
    ParameterName,
    ParameterValue,
    ApplyMethod: 'pending-reboot',
  }));
  await rds.handle({ ...call, action: 'ModifyDBParameterGroup', parameters: { DBParameterGroupName, Parameters } });
}
