import type { Account } from './account.js';
import type { Cluster } from './cluster.js';
import type { Database, DatabaseFamily } from './database.js';
import type { Organization } from './organization.js';

/** What a fleet directory says, without where it came from. */
export interface FleetContent {
  organization: Organization;
  /** Environments by name. */
  accounts: Record<string, Account>;
  /** Databases by name. */
  databases: Record<string, Database>;
  /** Families of databases by name; a family and a database never share a name. */
  families: Record<string, DatabaseFamily>;
  /** Clusters by name. */
  clusters: Record<string, Cluster>;
}

/** A valid fleet as one plain JSON value, so that an operation can store it by digest and read it back. */
export interface Fleet extends FleetContent {
  /** The commit that the directory was read at, with the digest behind it when files had changed; else the digest. */
  revision: string;
  /** SHA-256 over the canonical JSON of the content, in hexadecimal. */
  digest: string;
}
