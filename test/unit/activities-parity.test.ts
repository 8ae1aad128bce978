import type { DBInstance } from '@aws-sdk/client-rds';
import { describe, expect, test } from 'vitest';
import type { AwsAccess } from '../../activities/aws/access.js';
import { createPairActivities } from '../../activities/databases/describe-pair.js';
import { standingOf } from '../../activities/terraform/stack-standings.js';
import type { StateBucket } from '../../activities/terraform/state-bucket.js';
import type { Place } from '../../domain/messages/slices.js';
import type { StackSlice } from '../../domain/messages/stacks.js';
import { stackKeys, stateKey } from '../../domain/stacks/state-keys.js';

const production: Place = { account: '222222222222', region: 'us-east-1', role: 'BacklotSource' };
const environment: Place = { account: '555555555555', region: 'us-east-1', role: 'BacklotData' };

const described: DBInstance = {
  Engine: 'postgres',
  EngineVersion: '16.4',
  DBInstanceClass: 'db.m6g.large',
  AllocatedStorage: 20,
  StorageType: 'gp3',
  MultiAZ: true,
  DBParameterGroups: [{ DBParameterGroupName: 'tuned' }],
};

/** RDS of every place, with its instances by account; parameters come in two pages. */
function rdsWith(instances: Readonly<Record<string, DBInstance>>, asked: string[] = []): AwsAccess {
  const parameters: Readonly<Record<string, readonly object[]>> = {
    [production.account]: [{ ParameterName: 'work_mem', ParameterValue: '4096' }],
    [environment.account]: [{ ParameterName: 'jit', ParameterValue: 'off' }],
  };
  const send = (place: Place) => (command: { constructor: { name: string }; input: { Marker?: string } }) => {
    asked.push(`${place.role} ${command.constructor.name.replace(/Command$/, '')}`);
    const instance = instances[place.account];
    if (command.constructor.name === 'DescribeDBInstancesCommand') {
      const notFound = Object.assign(new Error('gone'), { name: 'DBInstanceNotFoundFault', $metadata: {} });
      return instance === undefined ? Promise.reject(notFound) : Promise.resolve({ DBInstances: [instance] });
    }
    const [first] = parameters[place.account] ?? [];
    return Promise.resolve(
      command.input.Marker === undefined
        ? { Parameters: [{ ParameterName: 'same', ParameterValue: '1' }], Marker: 'more' }
        : { Parameters: [first, { ParameterName: 'unset' }] },
    );
  };
  return { rds: (place: Place) => ({ send: send(place) }) } as unknown as AwsAccess;
}

describe('a pair of instances', () => {
  const at = {
    source: { place: production, instance: 'prod-users' },
    serving: { place: environment, instance: 'users-20261121-a1b2' },
  };

  test('is described with describes alone, each by the role of its place', async () => {
    const asked: string[] = [];
    const both = { [production.account]: described, [environment.account]: { ...described, MultiAZ: false } };
    const pair = await createPairActivities({ aws: rdsWith(both, asked) }).describePair(at);
    const common = { engine: 'postgres', engineVersion: '16.4', instanceClass: 'db.m6g.large', storageGiB: 20 };
    expect(pair).toEqual({
      production: { ...common, storageType: 'gp3', multiAz: true, instance: 'prod-users' },
      environment: { ...common, storageType: 'gp3', multiAz: false, instance: 'users-20261121-a1b2' },
      parameters: [
        { name: 'jit', environment: 'off', leftOut: false },
        { name: 'work_mem', production: '4096', leftOut: false },
      ],
    });
    expect([...new Set(asked)].toSorted()).toEqual([
      'BacklotData DescribeDBInstances',
      'BacklotData DescribeDBParameters',
      'BacklotSource DescribeDBInstances',
      'BacklotSource DescribeDBParameters',
    ]);
  });

  test('may lack one side, and then has no parameters to compare', async () => {
    const inProduction = createPairActivities({ aws: rdsWith({ [production.account]: described }) });
    for (const input of [at, { source: at.source }]) {
      const pair = await inProduction.describePair(input);
      expect(Object.keys(pair).toSorted()).toEqual(['parameters', 'production']);
      expect(pair.parameters).toEqual([]);
    }
    const there = createPairActivities({ aws: rdsWith({ [environment.account]: described }) });
    expect(Object.keys(await there.describePair(at)).toSorted()).toEqual(['environment', 'parameters']);
  });

  test('is not compared when AWS says too little of it', async () => {
    const { StorageType: _type, ...rest } = described;
    const aws = rdsWith({ [production.account]: rest, [environment.account]: described });
    await expect(createPairActivities({ aws }).describePair(at)).rejects.toMatchObject({ code: 'CannotDecide' });
  });
});

describe('a stack in the state bucket', () => {
  const stack: StackSlice = {
    name: 'qa1.data.us-east-1',
    environment: 'qa1',
    accountId: '555555555555',
    region: 'us-east-1',
    role: 'BacklotDeploy',
    configuration: 'now',
    imports: {},
    exports: {},
    after: [],
  };
  const state = {
    lineage: 'l',
    serial: 3,
    resources: [{ mode: 'managed', type: 'aws_kms_key', name: 'data', instances: [{ attributes: { id: 'k' } }] }],
  };
  const plan = (configuration: string) => ({ [stackKeys.plan('qa1', 'p', 'parts.json')]: { configuration } });
  const applied = (startedAt: string, code: number | 'running' = 0) => ({
    [stackKeys.journal('qa1', stack.name)]: {
      approved: 'p',
      begun: [],
      made: [],
      runs: [{ startedAt, ...(code === 'running' ? {} : { ended: { at: startedAt, code } }) }],
    },
  });
  const clean = (at: string, configuration: string) => ({
    [stackKeys.clean('qa1', stack.name)]: { at, configuration },
  });
  const early = '2026-11-20T10:00:00.000Z';
  const late = '2026-11-21T10:00:00.000Z';
  const there = { [stateKey('qa1', stack.name)]: state };

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['was never heard of', {}, 'false unknown'],
    ['was applied by somebody else', there, 'true unknown'],
    ['was emptied', { [stateKey('qa1', stack.name)]: { lineage: 'l', serial: 9 } }, 'false unknown'],
    [
      'gives values only',
      { [stateKey('qa1', stack.name)]: { lineage: 'l', outputs: { id: { value: 1 } } } },
      'true unknown',
    ],
    ['was applied as it would be now', { ...there, ...applied(early), ...plan('now') }, 'true same'],
    ['was applied as it was then', { ...there, ...applied(early), ...plan('then') }, 'true other'],
    ['was applied from a plan that is gone', { ...there, ...applied(early) }, 'true unknown'],
    ['failed half way', { ...there, ...applied(early, 1), ...plan('now') }, 'true unfinished'],
    ['is applied just now', { ...there, ...applied(early, 'running'), ...plan('now') }, 'true unfinished'],
    ['had a clean plan since', { ...there, ...applied(early), ...plan('then'), ...clean(late, 'now') }, 'true same'],
    ['had a clean plan before', { ...there, ...applied(late), ...plan('now'), ...clean(early, 'then') }, 'true same'],
    ['had a clean plan of old', { ...there, ...clean(early, 'then') }, 'true other'],
  ])('that %s', async (_, objects, expected) => {
    const bucket = { readJson: (key: string) => Promise.resolve(objects[key]) } as unknown as StateBucket;
    const { applied: isApplied, configuration, stack: name } = await standingOf(bucket, stack);
    expect(`${isApplied} ${configuration}`).toBe(expected);
    expect(name).toBe(stack.name);
  });
});
