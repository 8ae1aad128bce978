import {
  CreateDBParameterGroupCommand,
  DeleteDBParameterGroupCommand,
  DescribeDBParameterGroupsCommand,
  ModifyDBParameterGroupCommand,
} from '@aws-sdk/client-rds';
import { parametersFor } from '../../domain/parameters.js';
import { BacklotError } from '../../domain/errors.js';
import type { ParameterGroupInput } from '../../domain/messages/databases.js';
import type { Place } from '../../domain/messages/slices.js';
import { awsErrorName, isNotFound } from '../aws/error-names.js';
import { toAwsTags } from '../aws/resource-tags.js';
import type { ActivityDependencies } from '../dependencies.js';
import { deleteUnlessGone } from './delete-unless-gone.js';
import { describeInstance } from './describe-instance.js';
import { onceSeen } from './not-seen-yet.js';
import { ownParameters } from './own-parameters.js';

// AWS takes at most twenty parameters in one call.
const parametersPerCall = 20;

/** Activities that make the parameter groups of quarantined and environment instances. */
export function createParameterGroupActivities({ aws, timings }: Pick<ActivityDependencies, 'aws' | 'timings'>) {
  return {
    /** Makes a parameter group from the source's own parameters, or brings an existing one up to date. */
    async ensureParameterGroup({ place, name, source, purpose, tags }: ParameterGroupInput): Promise<void> {
      const instance = await describeInstance(aws, { place: source.place, instance: source.instance });
      const sourceGroup = instance?.DBParameterGroups?.[0]?.DBParameterGroupName;
      if (instance?.EngineVersion === undefined || sourceGroup === undefined) {
        throw new BacklotError(
          'NotFound',
          `Production instance ${source.instance} was not found in ${source.place.region}. Correct the database file.`,
        );
      }
      try {
        await aws.rds(place).send(
          new CreateDBParameterGroupCommand({
            DBParameterGroupName: name,
            DBParameterGroupFamily: `postgres${instance.EngineVersion.split('.')[0] ?? ''}`,
            Description: `Made by Backlot for ${purpose} copies of ${source.instance}`,
            Tags: toAwsTags(tags),
          }),
        );
      } catch (error) {
        if (
          !['DBParameterGroupAlreadyExists', 'DBParameterGroupAlreadyExistsFault'].includes(awsErrorName(error) ?? '')
        ) {
          throw error;
        }
      }
      const wanted = parametersFor(purpose, await ownParameters(aws, source.place, sourceGroup));
      for (let start = 0; start < wanted.length; start += parametersPerCall) {
        const change = new ModifyDBParameterGroupCommand({
          DBParameterGroupName: name,
          Parameters: wanted.slice(start, start + parametersPerCall).map(({ name: ParameterName, value }) => ({
            ParameterName,
            ParameterValue: value,
            ApplyMethod: 'pending-reboot',
          })),
        });
        await onceSeen(`Parameter group ${name}`, timings.instancePollMs, () => aws.rds(place).send(change));
      }
    },

    /** Deletes a parameter group that no instance uses any more; one that is gone needs nothing. */
    async deleteParameterGroup({ place, name }: { place: Place; name: string }): Promise<void> {
      const exists = async () => await groupExists(place, name);
      if (!(await exists())) return;
      const deletion = new DeleteDBParameterGroupCommand({ DBParameterGroupName: name });
      await deleteUnlessGone(() => aws.rds(place).send(deletion), exists);
    },
  };

  async function groupExists(place: Place, name: string): Promise<boolean> {
    try {
      await aws.rds(place).send(new DescribeDBParameterGroupsCommand({ DBParameterGroupName: name }));
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }
}
