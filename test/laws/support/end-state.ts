import { tagKeys } from '../../../domain/tags.js';
import type { AccountDescription } from '../../../sandbox/runtime/description.js';
import type { SharedSandbox } from '../../integration/support/sandbox.js';
import { signIn } from './administrator.js';
import { takeInventory, type Item } from './inventory.js';

/** Whose end state is asked for. */
export interface StateOf {
  readonly environment: AccountDescription;
  /** The operations that worked on it, in their order. */
  readonly operations: readonly string[];
}

/**
 * Lists what operations have left in every account: everything in the environment, and of production and the clean
 * room, which all laws share, what carries an operation's id. Names that differ from run to run are replaced by what
 * they stand for, so that two runs can be compared.
 */
export async function endState(sandbox: SharedSandbox, of: StateOf): Promise<string[]> {
  const places = [
    ...of.environment.regions.map((region) => ({ account: of.environment.name, region })),
    { account: 'production', region: 'us-east-1' },
    { account: 'cleanroom', region: 'us-east-1' },
    { account: 'cleanroom', region: 'eu-central-1' },
  ];
  const lines = await Promise.all(
    places.map(async ({ account, region }) => {
      const items = await takeInventory(await signIn(sandbox, account, region));
      const theirs = account === of.environment.name ? items : items.filter((item) => isOf(item, of.operations));
      return theirs.map((item) => normalise(`${account} ${JSON.stringify(item)}`, of));
    }),
  );
  return lines.flat().sort();
}

function isOf({ id, facts }: Item, operations: readonly string[]): boolean {
  const tags = facts['tags'] as Record<string, string> | undefined;
  return operations.some((operation) => id.includes(operation) || tags?.[tagKeys.operation] === operation);
}

function normalise(line: string, { environment, operations }: StateOf): string {
  return operations
    .reduce(
      (text, operation, index) =>
        text
          .replaceAll(operation, `<operation ${index}>`)
          .replaceAll(new RegExp(`\\d{8}-${operation.slice(-4)}`, 'g'), `<generation ${index}>`),
      line,
    )
    .replaceAll(environment.name, '<environment>')
    .replaceAll(/refreshEnvironment\/[0-9a-f]{8}/g, '<workflow>')
    .replaceAll(/"backlot:namespace":"[^"]+"/g, '"backlot:namespace":"<namespace>"')
    .replaceAll(/"backlot:statement":"[0-9a-f]{64}"/g, '"backlot:statement":"<statement>"')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/\.[a-z0-9]{12}\.([a-z0-9-]+)\.rds\.amazonaws\.com/g, '.<account>.$1.rds.amazonaws.com');
}
