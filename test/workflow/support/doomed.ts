import type { WorkflowHandle } from '@temporalio/client';
import { tagsOf } from '../../../domain/tags.js';
import type { DestroyInput, DestroyResult } from '../../../domain/messages/destroy.js';
import type { FinderType } from '../../../domain/stacks/finder-types.js';
import type { FakeThing } from './cloud/household.js';
import type { FakeAccount } from './cloud/organization.js';
import { newStack } from './cloud/stack-activities.js';
import type { Stage } from './stage.js';

/** Something of the environment's. */
export function thing(
  stage: Pick<Stage, 'fleet'>,
  type: FinderType,
  id: string,
  more: Partial<FakeThing> = {},
): FakeThing {
  const { region } = stage.fleet.data;
  return { type, id, importId: id, name: id, tags: {}, region, belongs: 'ours', ...more };
}

/** Puts up an environment that has everything: roles, stacks, a database, a schedule, and a name in the parent zone. */
export function furnish(stage: Pick<Stage, 'fleet' | 'world'>): FakeAccount {
  const { world, fleet } = stage;
  const { name: environment, accountId } = fleet.environment;
  const [roles, network, data] = [`${environment}.roles`, `${environment}.network`, `${environment}.data`] as const;
  world.stacks = [
    newStack(roles, { role: 'BacklotBootstrap' }),
    newStack(network, { after: [roles], exports: { vpcId: 'string' } }),
    newStack(data, { after: [roles], imports: { vpcId: { from: network, export: 'vpcId', type: 'string' } } }),
  ].map((stack) => ({ ...stack, serial: 1, pending: undefined }));
  world.household.schedules = [`refresh/${environment}`];
  world.household.delegated = true;
  world.household.things = [
    thing(stage, 'aws_vpc', 'vpc-1', { stack: network }),
    thing(stage, 'aws_subnet', 'subnet-1', { stack: network }),
    thing(stage, 'aws_db_subnet_group', 'backlot-data', { stack: data }),
    thing(stage, 'aws_security_group', 'sg-orphan'),
    thing(stage, 'aws_kms_key', 'key-1'),
    thing(stage, 'aws_db_instance', 'users-1'),
    thing(stage, 'aws_secretsmanager_secret', 'backlot/master/users-1'),
    ...['BacklotDeploy', 'BacklotData', 'BacklotRead'].map((role) => thing(stage, 'aws_iam_role', role)),
  ];
  return world.organization.add({ id: accountId, tags: { ...tagsOf({ environment, operation: 'made-it' }) } });
}

type Destroy = (input: DestroyInput) => Promise<DestroyResult>;

/** Starts a teardown of the stage's environment. */
export function destroyed(stage: Stage, more: Partial<DestroyInput> = {}): Promise<WorkflowHandle<Destroy>> {
  const input = { account: stage.fleet.environment.name, ...more };
  return stage.start('destroyAccount', [input]);
}

/** Looks what a teardown would do. */
export async function looked(stage: Stage, more: Partial<DestroyInput> = {}): Promise<DestroyResult> {
  return (await destroyed(stage, more)).result();
}

/** Looks, and destroys what was seen. */
export async function destroyedAsSeen(stage: Stage, more: Partial<DestroyInput> = {}) {
  const { digest } = await looked(stage, more);
  return destroyed(stage, { ...more, digest, confirm: stage.fleet.environment.name });
}
