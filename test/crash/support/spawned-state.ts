import type { Account } from '@aws-sdk/client-organizations';
import { createDirectory } from '../../../activities/accounts/directory.js';
import { createStateBucket, type StateBucket } from '../../../activities/terraform/state-bucket.js';
import { readState } from '../../../activities/terraform/stack-state.js';
import { stackKeys } from '../../../domain/stacks/state-keys.js';
import { tagKeys, type Tags } from '../../../domain/tags.js';
import type { SharedSandbox } from '../../integration/support/sandbox.js';
import { productAccess } from '../../laws/support/product-access.js';
import { closetStacks } from './closet.js';
import { wholeAccount } from './whole-account.js';

/** Whose state is asked for. */
export interface ClosetRun {
  readonly account: string;
  readonly operations: readonly string[];
}

/** Opens the bucket of states, as workers do. */
export async function stateBucketOf(sandbox: SharedSandbox): Promise<StateBucket> {
  const { aws, terraform } = await productAccess(sandbox);
  return createStateBucket(aws.state(terraform.state.region), terraform.state);
}

/**
 * Lists what there is of an environment that made its account itself: its accounts in the organisation, all that is in
 * them, whoever made it, what mentions it in every other account, and what its states know. Names that differ from run
 * to run are replaced by what they stand for, so that two runs can be compared.
 */
export async function spawnedState(sandbox: SharedSandbox, run: ClosetRun): Promise<string[]> {
  const accounts = await accountsOf(sandbox, run);
  const ids = accounts.map(({ id }) => id);
  const lines = [
    ...accounts.map(({ about }) => `organisation ${JSON.stringify(about)}`),
    ...(await Promise.all(ids.map((id) => insideOf(sandbox, id)))).flat(),
    ...(await elsewhere(sandbox, run, ids)),
    ...(await states(sandbox, run)),
  ];
  return lines.map((line) => normalise(line, run, ids)).toSorted();
}

/** Every account that was made for the environment, by its tags, its name or its address. */
async function accountsOf(sandbox: SharedSandbox, { account }: ClosetRun) {
  const { aws, accounts } = await productAccess(sandbox);
  const directory = createDirectory(aws, accounts);
  const all = await Promise.all(
    (await directory.accounts()).map(async (each) => ({ each, tags: await directory.tagsOf(each.Id ?? '') })),
  );
  const isMeant = ({ Name = '', Email = '' }: Account) => Name.includes(account) || Email.includes(account);
  return all
    .filter(({ each, tags }) => isMeant(each) || tags[tagKeys.environment] === account)
    .map(({ each: { Id: id = '', Name, Email, Status }, tags }) => ({
      id,
      about: { Name, Email, Status, tags: sorted(tags) },
    }));
}

async function insideOf(sandbox: SharedSandbox, id: string): Promise<string[]> {
  const as = (role: string) => wholeAccount(sandbox, id, ['us-east-1'], role);
  // An account that was forgotten has only the role that it was born with.
  const found = await as('BacklotDeploy').catch(() => as('BacklotBootstrap'));
  return found.map(
    ({ type, region, name, tags, ending }) =>
      `inside ${type} ${JSON.stringify({ region, name, ending, tags: sorted(tags) })}`,
  );
}

/** AWS gives tags in no order. */
function sorted(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).toSorted(([a], [b]) => a.localeCompare(b)));
}

/** What other accounts have that speaks of the environment. Accounts that were made for others have no administrators. */
async function elsewhere(sandbox: SharedSandbox, { account, operations }: ClosetRun, ids: readonly string[]) {
  const ours = [account, ...operations, ...ids];
  const { accounts } = await sandbox.client.describe();
  const { aws, accounts: settings } = await productAccess(sandbox);
  const lines: string[] = [];
  /** Other tests close their accounts whenever they like, and nobody can look into a closed one. */
  const nothingIfClosed = async (account: string, error: unknown): Promise<never[]> => {
    const all = await createDirectory(aws, settings).accounts();
    if (all.find(({ Id }) => Id === account)?.Status === 'ACTIVE') throw error;
    return [];
  };
  for (const { id, name, kind, regions } of accounts) {
    if (ids.includes(id) || kind === 'member') continue;
    const found = await wholeAccount(sandbox, name, regions).catch((error: unknown) => nothingIfClosed(id, error));
    lines.push(...found.map((each) => `in ${name}: ${JSON.stringify(each)}`));
  }
  return lines.filter((line) => ours.some((word) => line.includes(word)));
}

async function states(sandbox: SharedSandbox, { account }: ClosetRun): Promise<string[]> {
  const bucket = await stateBucketOf(sandbox);
  const lists = await Promise.all(
    ['roles', ...closetStacks].map(async (scope) => {
      const stack = `${account}.${scope}`;
      const { resources } = await readState(bucket, account, stack);
      const lock = await bucket.read(stackKeys.lock(account, stack));
      return [
        `state of ${scope} is ${lock === undefined ? 'free' : 'locked'}`,
        ...resources.map(({ address }) => `state of ${scope} knows ${address}`),
      ];
    }),
  );
  return lists.flat();
}

function normalise(line: string, { account, operations }: ClosetRun, ids: readonly string[]): string {
  return [...operations.entries()]
    .reduce((text, [index, operation]) => text.replaceAll(operation, `<operation ${index}>`), line)
    .replaceAll(account, '<environment>')
    .replaceAll(new RegExp(ids.join('|') || '(?!)', 'g'), '<account>')
    .replaceAll(/\b(vpc|subnet|rtb|sg|sgr|vpce|igw|eni|acl|rtbassoc)-[0-9a-f]{8,}/g, '<$1>')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replaceAll(/\b[0-9a-f]{64}\b/g, '<digest>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');
}
