import { tagKeys } from '../../../domain/tags.js';
import { waitUntil } from '../../../sandbox/runtime/wait-until.js';
import { signIn } from '../../laws/support/administrator.js';
import { takeInventory, type Item } from '../../laws/support/inventory.js';
import type { Ground } from './ground.js';
import type { Intervention } from './intervene.js';

const patienceMs = 20_000;

/**
 * Looks for what an operation that was interfered with must not leave: an environment that does not answer, and things
 * that nobody needs. A terminated one clears nothing itself; there whatever is left must be what a sweep finds.
 */
export async function findHarm(ground: Ground, operation: string, how: Intervention): Promise<string[]> {
  const { stage, environment, service } = ground;
  const lookAround = async (account: string) => takeInventory(await signIn(stage.sandbox, account), { shares: false });
  const listed = await sweep(ground, operation, how === 'terminate');
  const inEnvironment = await lookAround(environment.name);
  const elsewhere = await Promise.all(['production', 'cleanroom'].map(lookAround));
  const unneeded = [
    ...unneededIn(inEnvironment),
    ...elsewhere.flat().filter((item) => isOf(item, operation) && !isFinishedImage(item)),
  ];
  // Images are not the operation's any more: how many are kept is the fleet's affair.
  const images = elsewhere
    .flat()
    .filter(isFinishedImage)
    .map(({ id }) => id);
  const left = listed.filter((id) => !images.includes(id));
  const excused = how === 'terminate' ? left : [];
  return [
    ...unneeded.filter(({ id }) => !excused.includes(id)).map(({ type, id }) => `${type} ${id} is left`),
    ...(how === 'terminate' ? [] : left.map((id) => `${id} is left to the sweep`)),
    ...service.errors().map((error) => `a client was told: ${error}`),
    ...((await answersAgain(ground)) ? [] : ['the environment does not answer']),
  ];
}

/** Names what a sweep finds in the environment and of the operation; in the environment it can also clear it away. */
async function sweep({ stage, environment }: Ground, operation: string, apply: boolean): Promise<string[]> {
  const everywhere = await (await stage.start('sweep', {})).result();
  const account = environment.name;
  if (apply) await (await stage.start('sweep', { account, apply })).result();
  return everywhere.leftovers
    .filter((left) => left.account === environment.id || left.id.includes(operation))
    .map(({ id }) => id);
}

/** What neither serves, nor is kept for a rollback, nor belongs to what does. */
function unneededIn(items: readonly Item[]): Item[] {
  const targets = items
    .filter(({ type }) => type === 'record')
    .flatMap(({ facts }) => facts['values'] as string[])
    .map((value) => value.replace(/\.$/, ''));
  const needed = items.filter(
    ({ type, facts }) =>
      type === 'instance' &&
      (targets.includes(String(facts['endpoint'])) || tagOf(facts, tagKeys.retireAfter) !== undefined),
  );
  return items.filter((item) => {
    if (item.type === 'record') return false;
    if (item.type === 'instance') return !needed.includes(item);
    if (item.type === 'secret' && !item.id.startsWith('backlot/master/')) return false;
    return !needed.some(({ id }) => item.id === id || item.id.endsWith(`/${id}`));
  });
}

function isOf({ id, facts }: Item, operation: string): boolean {
  return id.includes(operation) || tagOf(facts, tagKeys.operation) === operation;
}

function isFinishedImage({ facts }: Item): boolean {
  return tagOf(facts, tagKeys.kind) === 'image' && facts['status'] === 'available';
}

function tagOf(facts: Item['facts'], key: string): string | undefined {
  return (facts['tags'] as Record<string, string> | undefined)?.[key];
}

async function answersAgain({ service }: Ground): Promise<boolean> {
  const before = service.answers();
  const wait = { what: 'the environment to answer', timeoutMs: patienceMs };
  return await waitUntil(() => Promise.resolve(service.answers() > before), wait).then(
    () => true,
    () => false,
  );
}
