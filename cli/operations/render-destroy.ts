import type { DestroyItem, DestroyResult, RetireResult } from '../../domain/messages/destroy.js';
import { columns } from './columns.js';

const outcomes: Readonly<Record<DestroyResult['outcome'], string>> = {
  planned: 'Nothing was deleted.',
  emptied: 'It is empty, and back in the pool.',
  kept: 'What is not Backlot’s is still there, and so are Backlot’s roles: the account stays out of the pool.',
  'closed-in': 'Only Backlot’s roles are left. docs/accounts.md says how to go on.',
};

/** Says what a teardown would take away, or has taken away. */
export function renderDestroy({ accountId, digest, items, outcome, staying, skipped }: DestroyResult): string[] {
  if (skipped !== undefined) return [`Nothing was done: ${skipped.holder} holds the environment.`];
  return [
    `Account ${accountId}: ${items.length} things ${outcome === 'planned' ? 'would go' : 'were to go'}, in this order.`,
    ...columns(items.map((item) => [item.phase, item.type, idOf(item), item.region])),
    ...(staying.length === 0 ? [] : ['Not made by Backlot, and not touched:']),
    ...columns(staying.map(({ type, id, region, reason }) => [type, id, region, reason])),
    outcomes[outcome],
    ...(outcome === 'planned' ? [`To destroy exactly this, give the digest: --digest ${digest}`] : []),
  ];
}

/** Says what became of an account that was to be closed. */
export function renderRetire({ accountId, status }: RetireResult): string[] {
  return [`Account ${accountId} is ${status}; AWS deletes it after ninety days.`];
}

function idOf({ id, deletes }: DestroyItem): string {
  return deletes === undefined ? id : `${id}, ${deletes} resources`;
}
