/*
 * Law 6: no secret and no personal value is ever written, also when a step fails. To break it: let a server's own words
 * cross the edge of an activity (PostgreSQL quotes the failing row), pass a password instead of its ARN, log an input,
 * keep a hook's output as it is, or put a value into a report.
 *
 * The attack: a full run with a hook that prints all that it was given, and a run whose rules break a constraint, so
 * that PostgreSQL answers with a row that holds an original. Then everything that was written anywhere is read.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedSandbox } from '../integration/support/sandbox.js';
import { failureOf } from './support/failure-of.js';
import type { Document } from './support/fleet-directory.js';
import {
  findForbidden,
  originalsOfProduction,
  secretsOf,
  firstPeople,
  type Forbidden,
} from './support/forbidden-values.js';
import { readHistories } from './support/histories.js';
import { newOperationId, setStage, type Stage } from './support/stage.js';
import { readStateBucket } from './support/state-bucket.js';
import { watchQuarantine } from './support/quarantine-watch.js';
import { patienceMs, witnessClient, witnessedRun, type WitnessedRun } from './support/witnessed-run.js';

const sandbox = sharedSandbox();

/** Keeps names and breaks a CHECK of the same table: PostgreSQL quotes the failing row with the name in it. */
function breakConstraint(database: Document): void {
  const { databases } = database['scrub'] as { databases: Record<string, { tables: Record<string, Document> }> };
  const people = databases['users']?.tables['app.users'] as { keep: string[]; columns: Document };
  people.keep.push('full_name');
  delete people.columns['full_name'];
  people.columns['email'] = 'hash';
}

let run: WitnessedRun;
let stage: Stage;
let failure: string;
let forbidden: Forbidden[];

beforeAll(async () => {
  run = await witnessedRun();
  stage = await setStage('silence', {
    environments: {},
    prepare: (fleet) => fleet.edit('databases/users.yaml', breakConstraint),
  });
  const operationId = newOperationId();
  const watch = await watchQuarantine(sandbox, operationId, run.environment.name);
  const failing = await stage.start('sanitizeDatabase', { database: 'users', operationId });
  failure = await failureOf(failing);
  const passwords = [...run.quarantines, ...(await watch.stop())].flatMap(({ instance, password }) =>
    password === undefined ? [] : [{ what: `master password of ${instance}`, value: password }],
  );
  forbidden = [
    ...(await originalsOfProduction(sandbox)),
    ...(await firstPeople(sandbox)),
    ...(await secretsOf(sandbox, run.environment.name)),
    ...(await secretsOf(sandbox, 'cleanroom')),
    ...passwords,
  ];
}, 2 * patienceMs);
afterAll(() => stage.close());

test('there is something to look for', () => {
  const count = (pattern: RegExp) => forbidden.filter(({ what }) => pattern.test(what)).length;
  expect(count(/^secret backlot\/master\//)).toBeGreaterThan(2);
  expect(count(/^secret backlot\/scrub-key\//)).toBeGreaterThan(0);
  expect(count(/^secret .*\/app_rw /)).toBe(3);
  expect(count(/^name of person /)).toBe(20);
  expect(count(/^master password of /)).toBeGreaterThan(3);
  expect(count(/ of (users|orders|messages|support)\./)).toBeGreaterThanOrEqual(200);
});

test('the failing run failed in SQL, and says so with a code and names only', () => {
  expect(failure).toContain('SqlFailed');
  expect(failure).toContain('SQLSTATE 23514');
  expect(findForbidden(failure, forbidden)).toEqual([]);
});

describe('nothing of it is written', () => {
  test('in the histories of the full run', async () => {
    const { client, close } = await witnessClient(run);
    const histories = await readHistories(client);
    await close();
    expect(new Set(histories.map(({ type }) => type)).size).toBeGreaterThan(5);
    // Payloads are readable here: the account's name stands in the input.
    expect(histories.some(({ text }) => text.includes(run.environment.name))).toBe(true);
    expect(histories.flatMap(({ text }) => findForbidden(text, forbidden))).toEqual([]);
  });

  test('in the histories of the failing run', async () => {
    const histories = await readHistories(stage.client);
    expect(histories.some(({ text }) => text.includes('SQLSTATE 23514'))).toBe(true);
    expect(histories.flatMap(({ text }) => findForbidden(text, forbidden))).toEqual([]);
  });

  test('in what the workers print', async () => {
    const full = await readFile(run.workerLog, 'utf8');
    const failing = stage.worker.output();
    expect(full).toContain('scrubInstance');
    expect(failing).toContain('scrubInstance');
    expect(findForbidden(full + failing, forbidden)).toEqual([]);
  });

  test('in the state bucket', async () => {
    const objects = await readStateBucket(sandbox);
    const keys = Object.keys(objects).join('\n');
    for (const kind of [/^fleet\//m, /verification\.json$/m, /^hooks\/.*\.txt$/m]) expect(keys).toMatch(kind);
    expect(Object.values(objects).join('\n')).toContain('BACKLOT_IDEMPOTENCY_KEY');
    const found = Object.entries(objects).flatMap(([key, text]) =>
      findForbidden(text, forbidden).map((what) => `${what} in ${key}`),
    );
    expect(found).toEqual([]);
  });

  test('in the calls to AWS', async () => {
    const calls = await readFile(join(sandbox.description.directory, 'calls.jsonl'), 'utf8');
    expect(calls).toContain('CreateSecret');
    expect(findForbidden(calls, forbidden)).toEqual([]);
  });
});

test('the search bites: an original that somebody passes to an operation is found in its history', async () => {
  const [original] = forbidden;
  const requestedBy = original?.value ?? '';
  const handle = await stage.start('sanitizeDatabase', { database: 'nobody', requestedBy });
  await expect(handle.result()).rejects.toThrow();
  const histories = await readHistories(stage.client);
  expect(histories.flatMap(({ text }) => findForbidden(text, forbidden))).toContain(original?.what);
});
