import type { Doomed } from './messages/destroy.js';
import { tagKeys } from './tags.js';

const accountIdPattern = /^\d{12}$/;

/**
 * Says why an account must not be emptied; nothing when it may be. Asked at three places that do not trust each other:
 * where the fleet is resolved, in the workflow, and by every activity before it deletes something.
 */
export function reasonToSpare({ environment, accountId, protectedAccounts, record }: Doomed): string | undefined {
  if (!accountIdPattern.test(accountId)) return `"${accountId}" is not the number of an account`;
  if (protectedAccounts.includes(accountId)) {
    return 'it is protected: production, the clean room, the management, builder or DNS account, or named under protectedAccounts';
  }
  if (record === undefined) return 'it is not an account of the organisation';
  if (record.status !== 'ACTIVE') return `it is ${record.status}`;
  const { [tagKeys.operation]: operation, [tagKeys.environment]: owner } = record.tags;
  if (operation === undefined) return `it was not made by Backlot: it has no tag ${tagKeys.operation}`;
  if (owner === undefined) return `it belongs to no environment: it has no tag ${tagKeys.environment}`;
  if (owner !== environment) return `it belongs to ${owner}, by its tag ${tagKeys.environment}`;
  return undefined;
}
