import { BacklotError } from '../domain/errors.js';
import type { TablePlan } from './plan.js';
import { relationName } from './catalog/model.js';
import type { RunKeys } from './keys.js';
import type { Session } from './session.js';
import { stateSchema } from './target.js';

/** The canaries of one database, sealed: kept outside so that verification cannot be fooled by an emptied table. */
export interface CanarySeal {
  readonly count: number;
  /** Digest over all canaries, independent of their order. */
  readonly digest: string;
}

/** A foreign key, or another object that is taken away and put back. */
export interface SavedObject {
  readonly drop: string;
  readonly restore: readonly string[];
}

/**
 * What the engine remembers inside one database while a run lasts, so that a killed run goes on where it stopped:
 * each row carries a MAC over what it says, so that nothing in the database can forge progress.
 */
export class RunState {
  constructor(
    private readonly keys: RunKeys,
    readonly runId: string,
    readonly database: string,
  ) {}

  /** The schema and its tables. Logged tables, but for what is made again after a crash. */
  static readonly statements: readonly string[] = [
    `create schema ${stateSchema}`,
    `revoke all on schema ${stateSchema} from public`,
    `create table ${stateSchema}.fact (name text primary key, value text not null, mac text not null)
       with (autovacuum_enabled = off, toast.autovacuum_enabled = off)`,
    `create table ${stateSchema}.relation (oid oid primary key, mac text not null, state text not null,
       heap oid not null, toast oid not null, rows_before int8, rows_after int8)`,
    `create table ${stateSchema}.canary (h int8 not null)`,
    `create unlogged table ${stateSchema}.candidate (h int8 not null)`,
    `create unlogged table ${stateSchema}.vocabulary (h int8 not null)`,
    `create table ${stateSchema}.distinct_before (relation oid not null, attnum int2 not null, n int8 not null,
       primary key (relation, attnum))`,
  ];

  /**
   * Tells whether a run has begun in the database.
   *
   * @throws CannotDecide when the schema there is another run's, or not ours at all.
   */
  async exists(session: Session): Promise<boolean> {
    const { present } = await session.row<{ present: boolean }>(
      `select exists (select from pg_namespace where nspname = $1) as present`,
      [stateSchema],
      'Looking for an earlier attempt',
    );
    if (!present) return false;
    if ((await this.fact(session, 'run')) === this.runId) return true;
    throw new BacklotError(
      'CannotDecide',
      `Database ${this.database} holds the state of another scrub run, so nobody can tell which values are still original. ` +
        'Start again from the raw snapshot.',
    );
  }

  /** Reads a fact and checks its MAC. */
  async fact(session: Session, name: string): Promise<string | undefined> {
    const [row] = await session.rows<{ value: string; mac: string }>(
      `select value, mac from ${stateSchema}.fact where name = $1`,
      [name],
      'Reading the state of the run',
    );
    if (row === undefined) return undefined;
    if (row.mac !== this.keys.mac(['fact', this.database, name, row.value])) throw this.forged();
    return row.value;
  }

  async setFact(session: Session, name: string, value: string): Promise<void> {
    await session.run(
      `insert into ${stateSchema}.fact values ($1, $2, $3)
       on conflict (name) do update set value = excluded.value, mac = excluded.mac`,
      [name, value, this.keys.mac(['fact', this.database, name, value])],
      'Writing the state of the run',
    );
  }

  /** Records the storage that each relation has before it is rewritten. */
  async recordStorage(session: Session): Promise<void> {
    const rows = await session.rows<{ oid: number; heap: number; toast: number }>(
      `select c.oid, pg_relation_filenode(c.oid)::oid as heap,
              coalesce(pg_relation_filenode(nullif(c.reltoastrelid, 0)), 0)::oid as toast
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '${stateSchema}')`,
      [],
      'Recording the storage of tables',
    );
    for (const { oid, heap, toast } of rows) {
      await session.run(
        `insert into ${stateSchema}.relation (oid, mac, state, heap, toast) values ($1, $2, 'raw', $3, $4)`,
        [oid, this.relationMac(oid, 'raw'), heap, toast],
        'Recording the storage of tables',
      );
    }
  }

  /** Oids of the tables that are done. */
  async finished(session: Session): Promise<Set<number>> {
    const rows = await session.rows<{ oid: number; state: string; mac: string }>(
      `select oid, state, mac from ${stateSchema}.relation`,
      [],
      'Reading which tables are done',
    );
    if (rows.some((row) => row.mac !== this.relationMac(row.oid, row.state))) throw this.forged();
    return new Set(rows.filter((row) => row.state === 'done').map((row) => row.oid));
  }

  /** Marks a table as done; part of the transaction that rewrites it. */
  async finish(session: Session, { relation }: TablePlan, rows: number): Promise<void> {
    const touched = await session.run(
      `update ${stateSchema}.relation set state = 'done', mac = $2, rows_after = $3 where oid = $1 and state = 'raw'`,
      [relation.oid, this.relationMac(relation.oid, 'done'), rows],
      `Recording that ${relationName(relation)} is done`,
    );
    if (touched !== 1) throw this.forged();
  }

  /**
   * Takes the database for this attempt. An earlier one that still lives notices at its next table.
   *
   * @returns the attempt's token.
   */
  async takeOver(session: Session): Promise<string> {
    const attempt = String(Number((await this.fact(session, 'attempt')) ?? '0') + 1);
    await this.setFact(session, 'attempt', attempt);
    return attempt;
  }

  /** Checks, inside a transaction, that no later attempt has taken over; none can until the transaction ends. */
  async assertCurrent(session: Session, attempt: string): Promise<void> {
    await session.run(
      `select from ${stateSchema}.fact where name = 'attempt' for share`,
      [],
      'Checking that this attempt is the current one',
    );
    if ((await this.fact(session, 'attempt')) === attempt) return;
    throw new BacklotError(
      'CannotDecide',
      `A later attempt of the same run has taken over database ${this.database}, so this one stops. Nothing is to be done.`,
    );
  }

  private relationMac(oid: number, state: string): string {
    return this.keys.mac(['relation', this.database, String(oid), state]);
  }

  private forged(): BacklotError {
    return new BacklotError(
      'CannotDecide',
      `The state that the scrub keeps in database ${this.database} was changed by somebody else, so nobody can tell ` +
        'which tables are done. Start again from the raw snapshot.',
    );
  }
}
