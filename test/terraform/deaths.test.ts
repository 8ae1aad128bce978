/*
 * An apply dies while it makes a network: its worker, the runner, Terraform, or all of them at once. The next attempt must
 * finish it so that state and reality agree: nothing is made twice, and nothing is there that the state does not know.
 */
import { afterEach, expect, test } from 'vitest';
import { readState } from '../../activities/terraform/stack-state.js';
import { findEverything } from '../../activities/finders/registry.js';
import type { FinderType } from '../../domain/stacks/finder-types.js';
import { tagKeys } from '../../domain/tags.js';
import { productAccess } from '../laws/support/product-access.js';
import { applyAgain, startApply, type DoomedApply } from './support/doomed-apply.js';
import { digestOf, layGround, stackOf, type Ground } from './support/ground.js';

type Pids = Awaited<ReturnType<DoomedApply['pids']>>;

let ground: Ground;
afterEach(() => ground.close());

/** Types that AWS makes as many of as it is asked for. */
const countable: readonly FinderType[] = [
  'aws_vpc',
  'aws_subnet',
  'aws_route_table',
  'aws_route_table_association',
  'aws_security_group',
  'aws_vpc_endpoint',
];

/** What is there of a stack, by type, as AWS says. */
async function inReality(stack: string): Promise<Record<string, string[]>> {
  const { aws } = await productAccess(ground.sandbox);
  const place = { account: ground.environment.id, region: 'us-east-1', role: 'BacklotDeploy' };
  const found = (await findEverything(aws, [place], countable)).filter(({ tags }) => tags[tagKeys.stack] === stack);
  return Object.fromEntries(countable.map((type) => [type, idsOf(found.filter((each) => each.type === type))]));
}

/** What is there of it, as the state says. */
async function inState(stack: string): Promise<Record<string, string[]>> {
  const { resources } = await readState(ground.bucket, ground.environment.name, stack);
  return Object.fromEntries(
    countable.map((type) => [type, idsOf(resources.filter(({ address }) => address.startsWith(`${type}.`)))]),
  );
}

function idsOf(resources: readonly { readonly id: string | undefined }[]): string[] {
  return resources.map(({ id = '' }) => id).toSorted();
}

const all = ({ worker, runner, terraform }: Pids) => [worker, runner, terraform];

test.each([
  ['the worker', ({ worker }: Pids) => [worker], 6],
  ['the runner', ({ runner }: Pids) => [runner], 6],
  ['Terraform', ({ terraform }: Pids) => [terraform], 6],
  ['all of them', all, 6],
  // The network itself is in the making for ten seconds: AWS has it, and nobody has been told its id.
  ['all of them, before anything is complete,', all, 0],
])(
  '%s may be killed in the middle of an apply',
  async (_, victims, made) => {
    ground = await layGround((account) => {
      account['regions'] = { 'us-east-1': { cidr: '10.77.0.0/16', availabilityZones: 2 } };
    });
    const stack = stackOf(ground, 'network.us-east-1');
    const digest = digestOf(await ground.plan({ stack }));
    const doomed = await startApply(ground, stack, digest);
    const pids = await doomed.pids();
    if (made > 0) await doomed.until(`${made} resources to be made`, (journal) => journal.made.length >= made);
    else {
      await doomed.until('the network to be begun', ({ begun }) => begun.some(({ type }) => type === 'aws_vpc'));
      await expect.poll(async () => (await inReality(stack.name))['aws_vpc'], { timeout: 60_000 }).toHaveLength(1);
    }
    const before = await inReality(stack.name);
    doomed.kill(...victims(pids));
    await doomed.ended();

    expect(await applyAgain(ground, stack, digest)).toMatchObject({ stack: stack.name });
    const after = await inReality(stack.name);
    expect(after).toEqual(await inState(stack.name));
    expect(after['aws_vpc']).toHaveLength(1);
    expect(after['aws_subnet']).toHaveLength(6);
    // What was there is there still, and was not made anew.
    expect(after['aws_vpc']).toEqual(before['aws_vpc']);
    const clean = await ground.plan({ stack });
    expect(clean).toEqual({ outcome: 'unchanged', stack: stack.name, reason: 'Terraform found nothing to do' });
  },
  900_000,
);
