import type { Place } from './slices.js';

/** An environment's zone. */
export interface ZoneAt {
  readonly place: Place;
  /** `qa1.acme.example`, without a trailing dot. */
  readonly name: string;
  readonly visibility: 'private' | 'public';
}

/** One CNAME record; name and value without a trailing dot. */
export interface CnameRecord {
  readonly name: string;
  readonly value: string;
  readonly ttlSeconds: number;
}

/** Records to be changed together. */
export interface ChangeRecordsInput {
  readonly zone: ZoneAt;
  readonly records: readonly CnameRecord[];
  /** Names that are to have no record any more. */
  readonly remove?: readonly string[];
}
