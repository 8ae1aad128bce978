import { noticeText, parseNotice } from '../../domain/decide-expiry.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import type { ExpiringEnvironment, ExpiryNotice } from '../../domain/messages/expiry.js';
import { reasonToSpare } from '../../domain/reason-to-spare.js';
import { tagKeys, tagsOf } from '../../domain/tags.js';
import { createDirectory, type TaggedAccount } from '../accounts/directory.js';
import { requireUnprotected } from '../accounts/protect.js';
import type { ActivityDependencies } from '../dependencies.js';
import { isAccountOf } from './require-doomed.js';

/** Activities that find the environments whose time is limited, and give notice of their end. */
export function createExpiryActivities({ aws, accounts, readFleet }: ActivityDependencies) {
  const directory = createDirectory(aws, accounts);

  return {
    /** Lists the environments whose accounts say when they end, or only one, each with what forbids to destroy it. */
    async findExpiring({ account }: { account?: string }): Promise<ExpiringEnvironment[]> {
      const fleet = await readFleet();
      const tagged = (await directory.tagged(await directory.accounts())).filter(
        ({ tags }) => tags[tagKeys.environment] !== undefined,
      );
      return tagged.flatMap((found): ExpiringEnvironment[] => {
        const { [tagKeys.environment]: environment, [tagKeys.expires]: expires } = found.tags;
        if (environment === undefined || expires === undefined) return [];
        if (account !== undefined && account !== environment) return [];
        const notice = parseNotice(found.tags[tagKeys.expiryNotice]);
        const spare = spareReason(fleet, environment, found, tagged);
        return [
          {
            environment,
            accountId: found.id,
            expires,
            ...(notice === undefined ? {} : { notice }),
            ...(spare === undefined ? {} : { spare }),
          },
        ];
      });
    },

    /** Records that notice was given of the end of an environment. */
    async recordExpiryNotice({ accountId, ...notice }: ExpiryNotice & { accountId: string }): Promise<void> {
      requireUnprotected(accountId, accounts);
      await directory.tag(accountId, tagsOf({ expiryNotice: noticeText(notice) }));
    },
  };

  /** Says why an environment must not be destroyed although its account carries an end. A teardown asks all of it again. */
  function spareReason(
    fleet: Fleet,
    environment: string,
    { id: accountId, tags }: TaggedAccount,
    all: readonly TaggedAccount[],
  ): string | undefined {
    const { protectedAccounts } = accounts;
    const reason = reasonToSpare({ environment, accountId, protectedAccounts, record: { status: 'ACTIVE', tags } });
    if (reason !== undefined) return reason;
    const file = fleet.accounts[environment];
    if (file === undefined) return `the fleet has no accounts/${environment}.yaml any more`;
    if (!isAccountOf(fleet, { environment, accountId })) return 'the fleet says that another account is its own';
    const twins = all.filter(({ tags: other }) => other[tagKeys.environment] === environment);
    if (file.accountId === undefined && twins.length > 1) {
      return `several accounts carry its name: ${twins.map(({ id }) => id).join(', ')}`;
    }
    if (file.expires === undefined) return `its file has no \`expires\` any more; the tag ${tagKeys.expires} is stale`;
    return undefined;
  }
}
