import type { DBInstance } from '@aws-sdk/client-rds';
import { BacklotError } from '../../domain/errors.js';
import type { InstanceAt } from '../../domain/messages/databases.js';
import type { DescribePairInput, InstancePair, ObservedInstance } from '../../domain/messages/parity.js';
import type { DatabaseParameter } from '../../domain/parameters.js';
import { compareParameters } from '../../domain/parity/compare-parameters.js';
import type { ActivityDependencies } from '../dependencies.js';
import { describeInstance } from './describe-instance.js';
import { ownParameters } from './own-parameters.js';

/** Activities that look at a database in production and in an environment side by side. */
export function createPairActivities({ aws }: Pick<ActivityDependencies, 'aws'>) {
  return {
    /**
     * Describes an instance of production and the one that serves in an environment, each with the role that acts there.
     * Their parameters are compared here, so that no value travels that may not be told. Changes nothing.
     */
    async describePair({ source, serving }: DescribePairInput): Promise<InstancePair> {
      const [production, environment] = await Promise.all([
        observe(source),
        serving === undefined ? undefined : observe(serving),
      ]);
      return {
        ...(production === undefined ? {} : { production: production.instance }),
        ...(environment === undefined ? {} : { environment: environment.instance }),
        parameters:
          production === undefined || environment === undefined
            ? []
            : compareParameters(production.parameters, environment.parameters),
      };
    },
  };

  async function observe(at: InstanceAt): Promise<Observed | undefined> {
    const found = await describeInstance(aws, at);
    if (found === undefined) return undefined;
    const group = found.DBParameterGroups?.[0]?.DBParameterGroupName;
    return {
      instance: observed(at, found),
      parameters: group === undefined ? [] : await ownParameters(aws, at.place, group),
    };
  }
}

interface Observed {
  readonly instance: ObservedInstance;
  readonly parameters: readonly DatabaseParameter[];
}

function observed({ instance }: InstanceAt, found: DBInstance): ObservedInstance {
  const { Engine, EngineVersion, DBInstanceClass, AllocatedStorage, StorageType, MultiAZ } = found;
  if (
    Engine === undefined ||
    EngineVersion === undefined ||
    DBInstanceClass === undefined ||
    AllocatedStorage === undefined ||
    StorageType === undefined
  ) {
    throw new BacklotError(
      'CannotDecide',
      `AWS described ${instance} without engine, class or storage, so it cannot be compared. Try again.`,
    );
  }
  return {
    instance,
    engine: Engine,
    engineVersion: EngineVersion,
    instanceClass: DBInstanceClass,
    storageGiB: AllocatedStorage,
    storageType: StorageType,
    multiAz: MultiAZ === true,
  };
}
