import {
  AddTagsToResourceCommand,
  DeleteDBInstanceCommand,
  RemoveTagsFromResourceCommand,
  RestoreDBInstanceFromDBSnapshotCommand,
} from '@aws-sdk/client-rds';
import { BacklotError } from '../../domain/errors.js';
import type { InstanceAt, InstanceInfo, RestoreInput, RetagInput } from '../../domain/messages/databases.js';
import { wellKnown } from '../../domain/names.js';
import type { Tags } from '../../domain/tags.js';
import { fromAwsTags, requireOurs, toAwsTags } from '../aws/resource-tags.js';
import type { ActivityDependencies } from '../dependencies.js';
import { NotReadyError } from '../edge/not-ready.js';
import { deleteUnlessGone } from './delete-unless-gone.js';
import { describeInstance, instanceInfo } from './describe-instance.js';
import { notSeen, onceSeen } from './not-seen-yet.js';
import { notInQuarantine, quarantineProblems } from './quarantine-problems.js';
import { securityGroupId } from './security-groups.js';

const hopeless = ['failed', 'incompatible-restore', 'incompatible-parameters', 'incompatible-network', 'storage-full'];

/** Activities that restore, watch, tag and delete instances. Each looks before it acts, so each may run twice. */
export function createInstanceActivities({ aws, timings }: Pick<ActivityDependencies, 'aws' | 'timings'>) {
  return {
    /**
     * Starts a restore. The instance is private, makes no backups and copies no tags from birth; it keeps production's
     * master password until {@link setMasterPassword}, which is why its security group must let nobody else in.
     */
    async restoreInstance(input: RestoreInput): Promise<void> {
      const { place, instance, tags } = input;
      const known = await describeInstance(aws, input);
      if (known !== undefined) return requireOurs(`Instance ${instance}`, fromAwsTags(known.TagList), tags);
      const restore = new RestoreDBInstanceFromDBSnapshotCommand({
        DBInstanceIdentifier: instance,
        DBSnapshotIdentifier: input.snapshotId,
        DBParameterGroupName: input.parameterGroup,
        DBSubnetGroupName: wellKnown.subnetGroup,
        VpcSecurityGroupIds: [await securityGroupId(aws, place, input.securityGroup)],
        PubliclyAccessible: false,
        MultiAZ: false,
        AutoMinorVersionUpgrade: false,
        BackupRetentionPeriod: 0,
        CopyTagsToSnapshot: false,
        DeletionProtection: false,
        EnableIAMDatabaseAuthentication: false,
        Tags: toAwsTags(tags),
        ...(input.instanceClass === undefined ? {} : { DBInstanceClass: input.instanceClass }),
      });
      await onceSeen(`What ${instance} is restored from`, timings.instancePollMs, () => aws.rds(place).send(restore));
    },

    /**
     * Looks once whether an instance is available with nothing pending.
     *
     * @throws `NotReady` while it is on its way; `ResourceFailed` when it cannot become available.
     */
    async awaitInstance({ place, instance }: InstanceAt): Promise<InstanceInfo> {
      const found = await describeInstance(aws, { place, instance });
      if (found === undefined) throw notSeen(`Instance ${instance}`, timings.instancePollMs);
      const status = found.DBInstanceStatus ?? 'unknown';
      const pending = Object.keys(found.PendingModifiedValues ?? {});
      if (status === 'available' && pending.length === 0) return instanceInfo(found);
      if (hopeless.includes(status) || status === 'deleting') {
        throw new BacklotError(
          'ResourceFailed',
          `Instance ${instance} is ${status} and will not become available. Look at its events in RDS; start again.`,
        );
      }
      throw new NotReadyError(`${instance} is ${status}`, timings.instancePollMs);
    },

    /** Adds tags to an instance, and takes others away. */
    async retagInstance({ place, instance, add, remove }: RetagInput): Promise<void> {
      const found = await describeInstance(aws, { place, instance });
      if (found?.DBInstanceArn === undefined) {
        throw new BacklotError('NotFound', `Instance ${instance} is gone, so it was not tagged. Start again.`);
      }
      const ResourceName = found.DBInstanceArn;
      if (remove.length > 0) {
        await aws.rds(place).send(new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: [...remove] }));
      }
      if (Object.keys(add).length > 0) {
        await aws.rds(place).send(new AddTagsToResourceCommand({ ResourceName, Tags: toAwsTags(add) }));
      }
    },

    /** Starts the deletion of an instance of ours, without a final snapshot; one that is gone needs nothing. */
    async deleteInstance({ place, instance, tags }: InstanceAt & { tags: Tags }): Promise<void> {
      const found = await describeInstance(aws, { place, instance });
      if (found === undefined || found.DBInstanceStatus === 'deleting') return;
      requireOurs(`Instance ${instance}`, fromAwsTags(found.TagList), tags);
      const deletion = new DeleteDBInstanceCommand({
        DBInstanceIdentifier: instance,
        SkipFinalSnapshot: true,
        DeleteAutomatedBackups: true,
      });
      const exists = async () => (await describeInstance(aws, { place, instance })) !== undefined;
      await deleteUnlessGone(() => aws.rds(place).send(deletion), exists);
    },

    /** Looks once whether an instance is gone; `NotReady` while it is not. */
    async awaitInstanceGone({ place, instance }: InstanceAt): Promise<void> {
      const found = await describeInstance(aws, { place, instance });
      if (found === undefined) return;
      throw new NotReadyError(`${instance} is ${found.DBInstanceStatus ?? 'unknown'}`, timings.instancePollMs);
    },

    /**
     * Checks a restored, unverified instance before the first SQL: who can reach it, and what AWS would copy out of it.
     *
     * @throws `GuardRefused` naming every property that is not as it must be.
     */
    async assertQuarantine({
      place,
      instance,
      parameterGroup,
    }: InstanceAt & { parameterGroup: string }): Promise<void> {
      const found = await describeInstance(aws, { place, instance });
      if (found === undefined) throw new BacklotError('NotFound', `Instance ${instance} is gone. Start again.`);
      const group = await securityGroupId(aws, place, wellKnown.quarantineSecurityGroup);
      const problems = quarantineProblems(found, { securityGroup: group, parameterGroup });
      if (problems.length > 0) throw notInQuarantine(instance, problems);
    },
  };
}
