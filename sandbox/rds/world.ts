import { createHash } from 'node:crypto';
import { join } from 'node:path';

import type { KeyMutex } from '../gateway/key-mutex.js';
import type { CertificateAuthority } from '../postgres/front/certificate-authority.js';
import type { PostgresTemplate } from '../postgres/template.js';
import type { JobStarter } from './jobs.js';
import type { RdsDelays, RdsOptions, RdsQuotas } from './options.js';
import type { ParameterFamily } from './parameters.js';
import type { Place } from './records.js';
import type { ServerSettings } from './server-settings.js';
import type { RegionState, Store } from './store.js';

/** What all actions work with. */
export interface World {
  readonly options: RdsOptions;
  readonly delays: RdsDelays;
  readonly quotas: RdsQuotas;
  readonly template: PostgresTemplate;
  readonly settings: ServerSettings;
  readonly family: ParameterFamily;
  readonly authority: CertificateAuthority;
  /** Until when the authority and what it issues are valid. */
  readonly certificatesValidUntil: Date;
  readonly store: Store;
  readonly jobs: JobStarter;
  /** Lets the copies of one instance's snapshots run one after another. */
  readonly copies: KeyMutex;
  /** Short paths for Unix sockets. */
  readonly sockets: string;
  readonly nextAddress: () => string;
  readonly log: (message: string) => void;
}

/** The part of the world that a call may see by plain names. */
export function regionOf(world: World, place: Place): RegionState {
  return world.store.region(place);
}

/** The directory of an account in a region. */
export function directoryOf(world: World, { accountId, region }: Place): string {
  return join(world.options.stateDirectory, accountId, region);
}

/** The VPC that stands in answers when no subnet group tells a real one. */
export function defaultVpc({ accountId, region }: Place): string {
  return `vpc-${createHash('sha256').update(`${accountId}/${region}`).digest('hex').slice(0, 17)}`;
}
