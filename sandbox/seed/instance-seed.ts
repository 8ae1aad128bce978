/** Who runs a script. The master creates roles and databases; what the application has belongs to `app_owner`. */
export type SeedRole = 'acme_admin' | 'app_owner' | 'reporting';

/** SQL that one session runs in one go, as one role. */
export interface SeedScript {
  readonly role: SeedRole;
  readonly sql: string;
}

/** How many rows of each kind are generated; everything else follows from these. */
export interface SeedVolume {
  /** People known to the company: the same ones, under the same numbers, in every database. */
  readonly people: number;
  readonly orders: number;
  readonly messages: number;
  readonly tickets: number;
  readonly events: number;
}

/** One logical database: scripts before the rows, the rows (independent of each other), scripts after them. */
export interface DatabaseSeed {
  readonly name: string;
  readonly before: readonly SeedScript[];
  /** Each fills one table, largest first, as `app_owner`; they run on several connections at once. */
  readonly fills: readonly string[];
  readonly after: readonly SeedScript[];
}

/** Under which key an instance of production lies. */
export type SeedEncryption = 'customer-key' | 'default-key' | 'none';

/** One production instance. The first database is the one that RDS creates with the instance. */
export interface InstanceSeed {
  readonly identifier: string;
  readonly encryption: SeedEncryption;
  /** The SQL by which the master makes the application's roles. */
  readonly roles: string;
  readonly databases: readonly DatabaseSeed[];
  /** Run by the master in the first database when everything is filled: settings of roles and databases. */
  readonly settings: readonly string[];
}
