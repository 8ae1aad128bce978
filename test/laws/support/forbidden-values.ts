import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { GetSecretValueCommand, ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import type pg from 'pg';
import { sampleOriginals } from '../../../sandbox/seed/samples.js';
import { productionPassword } from '../../../sandbox/seed/roles.js';
import type { SharedSandbox } from '../../integration/support/sandbox.js';
import { signIn } from './administrator.js';
import { doorwayOf } from './environment-clients.js';

/** A value that must not be written anywhere, and how it may be spoken of. */
export interface Forbidden {
  readonly what: string;
  readonly value: string;
}

// Some databases have fewer: together they are more than two hundred.
const perDatabase = 60;
const databases = { users: 'users', orders: 'orders', messages: 'messages', support: 'messages' } as const;

/** Reads every secret of an account. */
export async function secretsOf(sandbox: SharedSandbox, account: string): Promise<Forbidden[]> {
  const { secrets } = await signIn(sandbox, account);
  const found: Forbidden[] = [];
  let NextToken: string | undefined;
  do {
    const page = await secrets.send(new ListSecretsCommand(NextToken === undefined ? {} : { NextToken }));
    for (const { Name = '' } of page.SecretList ?? []) {
      // A secret of another operation may have gone since it was listed.
      const answer = await secrets.send(new GetSecretValueCommand({ SecretId: Name })).catch(() => undefined);
      if (answer?.SecretString) found.push({ what: `secret ${Name} of ${account}`, value: answer.SecretString });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

/** Samples more than two hundred original values from production's databases. */
export async function originalsOfProduction(sandbox: SharedSandbox): Promise<Forbidden[]> {
  const samples = Object.keys(databases).map((database) =>
    inProduction(sandbox, database as keyof typeof databases, async (client) => {
      const originals = await sampleOriginals(client, perDatabase);
      return originals.map(({ kind, place, value }) => ({ what: `${kind} of ${place}`, value }));
    }),
  );
  return (await Promise.all(samples)).flat();
}

/** Reads the names of the people whose rows come first: a statement that fails, fails at one of these. */
export async function firstPeople(sandbox: SharedSandbox): Promise<Forbidden[]> {
  return await inProduction(sandbox, 'users', async (client) => {
    const { rows } = await client.query<Forbidden>(
      `SELECT 'name of person ' || id AS what, full_name AS value FROM app.users ORDER BY ctid LIMIT 20`,
    );
    return rows;
  });
}

async function inProduction<T>(
  sandbox: SharedSandbox,
  database: keyof typeof databases,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const { rds } = await signIn(sandbox, 'production');
  const DBInstanceIdentifier = `prod-${databases[database]}`;
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
  const host = DBInstances[0]?.Endpoint?.Address ?? '';
  const login = { host, user: 'app_owner', password: productionPassword('app_owner'), database };
  const client = await (await doorwayOf(sandbox, 'production-app')).connect(login);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Finds forbidden values in a text, as they are, as JSON writes them, and in base64. Returns what they are. */
export function findForbidden(text: string, forbidden: readonly Forbidden[]): string[] {
  const lower = text.toLowerCase();
  return forbidden
    .filter(({ value }) => {
      const forms = [value, JSON.stringify(value).slice(1, -1), Buffer.from(value).toString('base64')];
      return forms.some((form) => lower.includes(form.toLowerCase()));
    })
    .map(({ what }) => what);
}
