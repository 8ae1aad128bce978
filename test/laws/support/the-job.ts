import type { AccountDescription } from '../../../sandbox/runtime/description.js';
import { supersededImage } from '../../../domain/judge-leftover.js';
import type { SweptLeftover } from '../../../domain/messages/sweep.js';
import { applicationLogin, doorwayOf } from './environment-clients.js';
import { digestContents } from './contents.js';
import type { Document } from './fleet-directory.js';
import { newOperationId, type Stage } from './stage.js';

/** The logical databases of the example fleet, with the database of the fleet that each belongs to. */
const logicalDatabases = { users: 'users', orders: 'orders', messages: 'messages', support: 'messages' } as const;

/** What the whole job left behind, apart from what is in the accounts. */
export interface JobResult {
  /** The operation ids of its refreshes and its rollback, in order. */
  readonly operations: readonly string[];
  /** What a sweep would clear away of it. */
  readonly leftovers: readonly SweptLeftover[];
  /** Digests of all tables that clients find, by logical database. */
  readonly contents: Readonly<Record<string, readonly string[]>>;
}

/** The account file of an environment that the job is done in: quick, and with a hook, so that every activity runs. */
export function quickAccount(account: Document): void {
  const databases = account['databases'] as Document;
  delete databases['refresh'];
  databases['cutover'] = { method: 'cname', sslmode: 'require', ttl: '1s', drainAfter: '1s', keepPrevious: '4h' };
  account['hooks'] = {
    // It prints all that it was given, as the worst of hooks would.
    postRestore: [{ name: 'tell', run: ['/bin/sh', '-c', 'env; cat "$PGPASSFILE"'], databases: ['users'] }],
  };
}

/** The operation ids of the job: of its two refreshes and of its rollback. */
export type JobOperations = readonly [all: string, again: string, back: string];

/** Makes operation ids for a job. */
export function newJobOperations(): JobOperations {
  return [newOperationId(), newOperationId(), newOperationId()];
}

/** What is to be done beside the job. */
export interface Beside {
  /** Called once the environment serves for the first time. */
  readonly served?: () => Promise<void>;
}

/**
 * Does the main job in an environment: everything new, then one database once more from its image, then back. With
 * that, whatever a refresh or a rollback does has been done.
 */
export async function doTheJob(
  stage: Stage,
  environment: AccountDescription,
  operations: JobOperations = newJobOperations(),
  beside: Beside = {},
): Promise<JobResult> {
  const account = environment.name;
  const [all, again, back] = operations;
  const id = (operation: string) => `refreshEnvironment/${operation}`;
  await finished(stage.start('refreshEnvironment', { account, operationId: all, maxAge: '0ms' }, id(all)));
  await beside.served?.();
  const one = { account, operationId: again, databases: ['users'] };
  await finished(stage.start('refreshEnvironment', one, id(again)));
  await finished(stage.start('rollbackEnvironment', { account, operationId: back }));
  const { leftovers } = await finished(stage.start('sweep', {}));
  return {
    operations,
    leftovers: leftovers.filter(
      ({ account: place, id: left, reason }) =>
        // The clean room is shared: images of other tests' runs push this one's out of those that are kept.
        reason !== supersededImage && (place === environment.id || operations.some((o) => left.includes(o))),
    ),
    contents: await readContents(stage, environment),
  };
}

async function finished<T>(handle: Promise<{ result(): Promise<T> }>): Promise<T> {
  return (await handle).result();
}

async function readContents(stage: Stage, environment: AccountDescription): Promise<JobResult['contents']> {
  const doorway = await doorwayOf(stage.sandbox, `${environment.name}-client`);
  const contents: Record<string, string[]> = {};
  for (const [logical, database] of Object.entries(logicalDatabases)) {
    const login = await applicationLogin(stage.sandbox, environment, database, 'app_ro');
    const client = await doorway.connect({ ...login, database: logical });
    try {
      contents[logical] = await digestContents(client);
    } finally {
      await client.end();
    }
  }
  return contents;
}
