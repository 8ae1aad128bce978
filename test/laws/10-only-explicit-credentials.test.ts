/*
 * Law 10: only explicit credentials. To break it: build one AWS client without credentials, region or endpoint of its
 * own, so that the SDK looks around for them; or believe a file that says whose credentials it holds.
 *
 * The attack: the witnessed run's worker has another identity's working credentials, a profile with the same and a
 * stranger's endpoint in its environment.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { productVariables } from '../../sandbox/runtime/environment-variables.js';
import { sharedSandbox } from '../integration/support/sandbox.js';
import { setAmbientTrap, trapIdentity } from './support/ambient-trap.js';
import { withCredentialsFile } from './support/base-credentials.js';
import { FleetDirectory } from './support/fleet-directory.js';
import { runWorkerToItsEnd } from './support/law-worker.js';
import { patienceMs, witnessedRun, type WitnessedRun } from './support/witnessed-run.js';

const run = promisify(execFile);
const builder = '111111111111';

// Before anything here stains the record by which it is judged.
let witnessed: WitnessedRun;
beforeAll(async () => {
  witnessed = await witnessedRun();
}, patienceMs);

/** A program that trusts its environment, once with the endpoint that it finds there and once with the right one. */
const trusting = `
  import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
  for (const options of [{}, { endpoint: process.env.RIGHT_ENDPOINT }]) {
    await new RDSClient({ maxAttempts: 1, ...options }).send(new DescribeDBInstancesCommand({})).catch(() => undefined);
  }`;

/** Calls that reached AWS with the identity that lay around. */
async function callsOfTrap(since: string, until = new Date().toISOString()) {
  const { client } = sharedSandbox();
  const { accounts } = await client.describe();
  const account = accounts.find(({ name }) => name === trapIdentity.account)?.id ?? '';
  const calls = await client.calls({ account, role: trapIdentity.role, since });
  return calls.filter(({ time }) => time <= until);
}

test('a whole run amid poisoned AWS variables sends nothing to a stranger and nothing under another identity', async () => {
  const { requestsToStrangers, startedAt, endedAt } = witnessed;
  expect(requestsToStrangers).toBe(0);
  expect(await callsOfTrap(startedAt, endedAt)).toEqual([]);
});

test('the trap bites: a program that trusts its environment falls into it', async () => {
  const sandbox = sharedSandbox();
  const since = new Date().toISOString();
  const trap = await setAmbientTrap(sandbox);
  try {
    await run(process.execPath, ['--input-type=module', '-e', trusting], {
      env: { PATH: process.env['PATH'], ...trap.variables, RIGHT_ENDPOINT: sandbox.description.endpoint },
    });
    expect(trap.requests()).toBe(1);
    expect(await callsOfTrap(since)).toHaveLength(1);
  } finally {
    await trap.close();
  }
});

test.each([
  ['of a file that names another account', '444444444444', 'InvalidInput', []],
  ['that belong to another account than their file says', builder, 'GuardRefused', ['GetCallerIdentity']],
])('base credentials %s stop the worker before it does anything', async (_, accountId, code, allowed) => {
  const { description, client } = sharedSandbox();
  const credentials = await client.credentials('dns', 'BacklotRead');
  const since = new Date().toISOString();
  const fleet = await FleetDirectory.create();
  try {
    const ended = await withCredentialsFile({ ...credentials, accountId }, (file) =>
      runWorkerToItsEnd(fleet.path, { ...productVariables(description), BACKLOT_BASE_CREDENTIALS_FILE: file }),
    );
    expect(ended.code).not.toBe(0);
    expect(ended.output).toContain(`code: '${code}'`);
    const calls = await client.calls({ account: credentials.accountId, role: 'BacklotRead', since });
    expect(calls.map(({ action }) => action)).toEqual(allowed);
  } finally {
    await fleet.remove();
  }
});
