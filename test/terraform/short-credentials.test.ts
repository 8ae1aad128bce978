/*
 * Law 10, with real Terraform: no session lives as long as an apply or a destroy, neither the worker's own, which reads and
 * writes the state, nor the role's that makes things. To break it: tell the runner once who the worker is and not again.
 */
import { readFile } from 'node:fs/promises';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Credentials } from '../../activities/aws/sessions.js';
import { readState } from '../../activities/terraform/stack-state.js';
import type { RecordedCall } from '../../sandbox/gateway/recorder.js';
import { digestOf, layGround, stackOf, type Ground } from './support/ground.js';

/** How long sessions live, in ms. STS itself gives none for less than a quarter of an hour. */
const life = { worker: 8_000, role: 2_000 };
const faults: string[] = [];
let ground: Ground;
let worker: () => Promise<Credentials>;

beforeAll(async () => {
  ground = await layGround((account) => {
    account['regions'] = { 'us-east-1': { cidr: '10.78.0.0/16', availabilityZones: 2 } };
  });
  const { sandbox, environment } = ground;
  const { client } = sandbox;
  worker = await workerWithSessions();
  const brief = async (action: string, ms: number, resource = '*') => {
    const effect = { kind: 'brief', ms } as const;
    faults.push((await client.addFault({ service: 'sts', action, resource, effect })).id);
  };
  await brief('AssumeRole', life.role, `arn:aws:iam::${environment.id}:role/*`);
  await brief('GetSessionToken', life.worker);
  // However quick the machine is, what comes first and last takes as long as a session of the worker.
  for (const action of ['CreateVpc', 'DeleteVpc']) {
    const effect = { kind: 'latency', ms: life.worker } as const;
    faults.push((await client.addFault({ account: environment.name, action, effect, times: 1 })).id);
  }
  // A session also ends while a request is on its way: one of each kind is made to be that one.
  for (const action of ['CreateSubnet', 'DeleteSubnet']) {
    const effect = { kind: 'error', code: 'ExpiredToken' } as const;
    faults.push((await client.addFault({ account: environment.name, action, effect, times: 1 })).id);
  }
}, 120_000);

afterAll(async () => {
  for (const id of faults) await ground.sandbox.client.removeFaults({ id });
  await ground.close();
});

/** The worker's identity as one that it has for a while, and gets anew whenever it asks. */
async function workerWithSessions(): Promise<() => Promise<Credentials>> {
  const { endpoint, baseCredentialsFile } = ground.sandbox.description;
  const { accessKeyId, secretAccessKey } = JSON.parse(await readFile(baseCredentialsFile, 'utf8')) as Credentials;
  const sts = new STSClient({ region: 'us-east-1', endpoint, credentials: { accessKeyId, secretAccessKey } });
  return async () => {
    const { Credentials: issued } = await sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
    return {
      accessKeyId: issued?.AccessKeyId ?? '',
      secretAccessKey: issued?.SecretAccessKey ?? '',
      sessionToken: issued?.SessionToken ?? '',
      expiration: issued?.Expiration ?? new Date(0),
    };
  };
}

/** Plans and applies once, in one attempt; returns what was called during the apply. */
async function applyOnce({ destroy }: { readonly destroy: boolean }): Promise<readonly RecordedCall[]> {
  const stack = stackOf(ground, 'network.us-east-1');
  const digest = digestOf(await ground.plan({ stack, destroy }, { credentials: worker }));
  const since = new Date().toISOString();
  await ground.apply({ stack, digest }, { credentials: worker });
  return await ground.sandbox.client.calls({ since });
}

/** Says how often sessions were begun during an apply, and holds it against how long the apply took. */
function sessionsIn(calls: readonly RecordedCall[], action: string, ms: number): number {
  const times = calls.map(({ time }) => Date.parse(time));
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(ms);
  return calls.filter((call) => call.action === action && call.result === 'ok').length;
}

test.each([
  ['an apply', { destroy: false }, 'CreateSubnet'],
  ['a destroy', { destroy: true }, 'DeleteSubnet'],
])('%s outlives its sessions, and what was refused meanwhile is asked again', async (_, of, interrupted) => {
  const { environment, bucket } = ground;
  const calls = await applyOnce(of);
  const { resources } = await readState(bucket, environment.name, stackOf(ground, 'network.us-east-1').name);
  expect(resources.length > 30).toBe(!of.destroy);

  const role = `arn:aws:iam::${environment.id}:role/BacklotDeploy`;
  const asRole = calls.filter(({ role: name, resource }) => name === 'BacklotDeploy' || resource === role);
  expect(sessionsIn(asRole, 'AssumeRole', 2 * life.role)).toBeGreaterThan(2);
  expect(sessionsIn(calls, 'GetSessionToken', life.worker)).toBeGreaterThan(1);

  // Terraform asks for what it has deleted until AWS says that it is not there.
  const refused = calls
    .filter(({ account = environment.id, service }) => account === environment.id && service === 'ec2')
    .filter(({ status, result }) => status >= 400 && !result.endsWith('.NotFound'));
  expect([...new Set(refused.map(({ result }) => result))]).toEqual(['RequestExpired']);
  expect(refused.map(({ action }) => action)).toContain(interrupted);
});
