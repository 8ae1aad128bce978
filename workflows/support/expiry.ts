import { decideExpiry, type ExpiryDecision } from '../../domain/decide-expiry.js';
import type { ExpiringEnvironment } from '../../domain/messages/expiry.js';
import { reads } from './activities.js';

/** What is to be done about the end of one environment now, by the tags that its account carries at this moment. */
export async function expiryOf(account: string): Promise<ExpiryDecision & { readonly found?: ExpiringEnvironment }> {
  const [found] = await reads.findExpiring({ account });
  if (found === undefined) return { action: 'wait', reason: 'it does not expire' };
  return { found, ...decideExpiry(found, Date.now()) };
}
