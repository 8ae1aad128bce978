import type { LeftOutDatabase } from '../../../../domain/messages/parity.js';
import type { SpawnPlan } from '../../../../domain/messages/spawn.js';
import type { EnvironmentDatabase, EnvironmentSlice, FleetRef, Place } from '../../../../domain/messages/slices.js';

/** A fleet with one environment, resolved. Tests change its members before they start a workflow. */
export interface FakeFleet {
  readonly ref: FleetRef;
  environment: EnvironmentSlice;
  databases: EnvironmentDatabase[];
  /** Other environments of the fleet, of which only accounts and expiry count. */
  neighbours: string[];
  /** What a spawn of the environment is to do. */
  spawn: Omit<SpawnPlan, 'fleet' | 'environment'>;
  /** Databases of the fleet that the environment does not include. */
  leftOut: LeftOutDatabase[];
  hasBlueprint: boolean;
  databasesInFlight: number;
  maxImageAgeMs: number;
  readonly rawMaxAgeMs: number;
  readonly imageMaxAgeMs: number;
  /** Digest of every database's scrub rules. */
  readonly rulesDigest: string;
  readonly production: Place;
  readonly cleanroom: Place;
  readonly data: Place;
}

const hour = 3_600_000;

/**
 * Makes a fleet whose names nobody else on the Temporal server uses. Queues of the clean room and of environments are
 * named after regions and environments, so these are invented for each test.
 */
export function createFakeFleet(id: string): FakeFleet {
  const region = `region-${id}`;
  const production: Place = { account: '222222222222', region, role: 'BacklotSource' };
  const cleanroom: Place = { account: '333333333333', region, role: 'BacklotScrub' };
  const data: Place = { account: '555555555555', region, role: 'BacklotData' };
  const database = (name: string): EnvironmentDatabase => ({
    place: data,
    database: {
      name: `${name}-${id}`,
      rules: name,
      source: { place: production, instance: `prod-${name}`, snapshot: 'latest-automated', allowSingleAz: true },
      cleanroom,
      dnsName: `${name}.db`,
      applicationRoles: ['app_rw', 'app_ro'],
    },
  });
  return {
    ref: { revision: 'test', digest: 'f'.repeat(64) },
    environment: {
      name: `qa-${id}`,
      accountId: data.account,
      zone: `qa-${id}.acme.example`,
      zoneVisibility: 'private',
      cutover: { sslmode: 'require', ttlSeconds: 0, drainAfterMs: 50, keepPreviousMs: 4 * hour, approval: false },
      hooks: [],
      partialAllowed: false,
    },
    databases: [database('users'), database('orders')],
    neighbours: [],
    spawn: {
      organizationalUnit: 'Engineering/QA',
      approval: 'destructive-only',
      proof: true,
      hasPool: true,
      hooks: { preDeploy: [], postDeploy: [] },
      hasDatabases: false,
      protectedAccounts: ['222222222222'],
      accountsInFlight: 1_000,
      zone: { name: `qa-${id}.acme.example`, visibility: 'private' },
      regions: [region],
    },
    leftOut: [],
    hasBlueprint: false,
    databasesInFlight: 20,
    maxImageAgeMs: 24 * hour,
    rawMaxAgeMs: 6 * hour,
    imageMaxAgeMs: 168 * hour,
    rulesDigest: 'rules-1',
    production,
    cleanroom,
    data,
  };
}
