import type { Caller } from '../gateway/contract.js';
import type { Account } from './accounts.js';

/** The root of an account, in whose name its seed is made. */
export function rootOf(account: Account): Caller {
  return { accountId: account.id, arn: `arn:aws:iam::${account.id}:root`, accessKeyId: '' };
}
