import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53';
import type { DestroyTarget } from '../../domain/messages/destroy.js';
import type { Place } from '../../domain/messages/slices.js';
import { requireUnprotected } from '../accounts/protect.js';
import type { ActivityDependencies } from '../dependencies.js';
import { NotReadyError } from '../edge/not-ready.js';

/** A zone below the parent zone, and who may change the way to it. */
export type Delegated = Pick<DestroyTarget, 'accountId' | 'zone' | 'delegation'>;

// Route 53 is of no region; its calls are signed for this one.
const globalRegion = 'us-east-1';

/**
 * Activities of the Terraform queue that take an environment's name out of the parent zone. A name that points to name
 * servers which nobody owns any more is anybody's who gets them next.
 */
export function createDelegationActivities({
  aws,
  accounts,
  timings,
}: Pick<ActivityDependencies, 'aws' | 'accounts' | 'timings'>) {
  return {
    /** Tells whether the parent zone points to the environment's. */
    async isDelegated(of: Delegated): Promise<{ delegated: boolean }> {
      return { delegated: (await find(of)) !== undefined };
    },

    /** Takes the delegation away and returns the change to wait for; none when there is no delegation. */
    async removeDelegation(of: Delegated): Promise<{ changeId?: string }> {
      requireUnprotected(of.accountId, accounts);
      const found = await find(of);
      if (found === undefined) return {};
      const { ChangeInfo } = await aws.route53(placeOf(of)).send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: found.zoneId,
          ChangeBatch: { Changes: [{ Action: 'DELETE', ResourceRecordSet: found.record }] },
        }),
      );
      return ChangeInfo?.Id === undefined ? {} : { changeId: ChangeInfo.Id };
    },

    /** Looks once whether every name server has forgotten it; `NotReady` until then. */
    async awaitDelegationGone({ changeId, ...of }: Delegated & { changeId: string }): Promise<void> {
      const { ChangeInfo } = await aws.route53(placeOf(of)).send(new GetChangeCommand({ Id: changeId }));
      if (ChangeInfo?.Status === 'INSYNC') return;
      throw new NotReadyError(`the parent zone’s change is ${ChangeInfo?.Status ?? 'unknown'}`, timings.dnsPollMs);
    },
  };

  async function find(of: Delegated) {
    const { parentZone } = of.delegation;
    const client = aws.route53(placeOf(of));
    const { HostedZones = [] } = await client.send(new ListHostedZonesByNameCommand({ DNSName: `${parentZone}.` }));
    const zoneId = HostedZones.find(({ Name }) => Name === `${parentZone}.`)?.Id;
    if (zoneId === undefined) return undefined;
    const { ResourceRecordSets = [] } = await client.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        StartRecordName: `${of.zone.name}.`,
        StartRecordType: 'NS',
        MaxItems: 1,
      }),
    );
    const record = ResourceRecordSets.find(({ Name, Type }) => Name === `${of.zone.name}.` && Type === 'NS');
    return record === undefined ? undefined : { zoneId, record };
  }

  function placeOf({ delegation: { account, role } }: Delegated): Place {
    return { account, region: globalRegion, role };
  }
}
