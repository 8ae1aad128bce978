import { isDuration, durationMs } from '../domain/duration.js';
import type { ExtendInput, ExtendResult } from '../domain/messages/spawn.js';
import { changes, reads } from './support/activities.js';
import { failure } from './support/failure.js';
import { invalidInput, label, requireOptionalTexts, requireText } from './support/operation.js';

/**
 * Lets an environment stay longer: its account carries the time after which it may be destroyed as a tag, and this moves
 * it. It changes nothing in the environment, so it needs no lease and disturbs no operation.
 */
export async function extendEnvironment(input: ExtendInput): Promise<ExtendResult> {
  const account = requireText(input, 'account', '{"account":"qa1","by":"7d"}');
  const by = requireText(input, 'by', '{"account":"qa1","by":"7d"}');
  requireOptionalTexts(input, 'requestedBy');
  if (!isDuration(by) || durationMs(by) <= 0) throw invalidInput(`"${by}" is no duration. Give for example "7d".`);
  label({
    environment: account,
    phase: 'extending',
    ...(input.requestedBy === undefined ? {} : { requestedBy: input.requestedBy }),
  });
  const { accountId: named } = await reads.resolveSpawn({ account });
  const found = await reads.findAccount({
    environment: account,
    ...(named === undefined ? {} : { accountId: named }),
  });
  if (found.account?.ours !== true) {
    throw failure(
      'NotFound',
      `${account} has no account that Backlot made, so it does not expire and nothing was changed. ` +
        `Make it first: backlot spawn ${account}`,
    );
  }
  const { accountId, expires: before } = found.account;
  const from = Math.max(Date.now(), before === undefined ? 0 : Date.parse(before));
  const expires = new Date(from + durationMs(by)).toISOString();
  await changes.recordExpiry({ accountId, expires });
  return { accountId, expires };
}
