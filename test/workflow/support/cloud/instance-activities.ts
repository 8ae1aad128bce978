import { NotReadyError } from '../../../../activities/edge/not-ready.js';
import { requireOurs } from '../../../../activities/aws/resource-tags.js';
import type { MainActivities } from '../../../../activities/index.js';
import { BacklotError } from '../../../../domain/errors.js';
import type { InstanceAt } from '../../../../domain/messages/databases.js';
import { masterSecret, wellKnown } from '../../../../domain/names.js';
import type { Fakes } from './fakes.js';
import { keyOf, type FakeInstance, type Resources } from './resources.js';
import { patience } from './snapshot-activities.js';

type InstanceActivities = Pick<
  Fakes<MainActivities>,
  | 'restoreInstance'
  | 'awaitInstance'
  | 'retagInstance'
  | 'deleteInstance'
  | 'awaitInstanceGone'
  | 'assertQuarantine'
  | 'ensureParameterGroup'
  | 'deleteParameterGroup'
  | 'setMasterPassword'
  | 'deleteMasterSecret'
>;

/** Instances as RDS has them, with the parameter groups and master secrets that belong to them. */
export function createInstanceFakes(world: Resources): InstanceActivities {
  const find = ({ place, instance }: InstanceAt): FakeInstance | undefined =>
    world.instances.get(keyOf(place, instance));
  const get = (at: InstanceAt): FakeInstance => {
    const found = find(at);
    if (found === undefined) throw new BacklotError('NotFound', `There is no instance ${at.instance}.`);
    return found;
  };

  return {
    restoreInstance({ place, instance, snapshotId, securityGroup, parameterGroup, tags }) {
      const known = find({ place, instance });
      if (known !== undefined) return requireOurs(`Instance ${instance}`, known.tags, tags);
      const snapshot = world.snapshots.get(keyOf(place, snapshotId));
      if (snapshot === undefined || snapshot.polls > 0 || !world.parameterGroups.has(keyOf(place, parameterGroup))) {
        throw new BacklotError('NotFound', `Snapshot ${snapshotId} or parameter group ${parameterGroup} is missing.`);
      }
      world.did(`restore ${instance} from ${snapshotId}`);
      const { data, dataTime } = snapshot;
      world.instances.set(keyOf(place, instance), {
        ...newInstance(world, { place, instance }),
        securityGroup,
        parameterGroup,
        tags,
        data,
        dataTime,
        polls: patience.polls,
      });
    },

    awaitInstance(at) {
      const found = find(at);
      if (found === undefined || found.deleting) {
        throw new BacklotError('ResourceFailed', `Instance ${at.instance} will not become available.`);
      }
      if (found.polls > 0 && --found.polls > 0) {
        throw new NotReadyError(`${at.instance} is creating`, patience.againInMs);
      }
      const { id: instance, resourceId, endpoint } = found;
      return {
        instance,
        resourceId,
        endpoint,
        port: 5432,
        masterUser: 'postgres',
        engineVersion: '16.4',
        instanceClass: 'db.m6g.large',
      };
    },

    retagInstance({ place, instance, add, remove }) {
      const found = get({ place, instance });
      const kept = Object.entries(found.tags).filter(([key]) => !remove.includes(key));
      found.tags = { ...Object.fromEntries(kept), ...add };
    },

    deleteInstance({ place, instance, tags }) {
      const found = find({ place, instance });
      if (found === undefined || found.deleting) return;
      requireOurs(`Instance ${instance}`, found.tags, tags);
      world.did(`delete ${instance}`);
      Object.assign(found, { deleting: true, polls: patience.polls });
    },

    awaitInstanceGone(at) {
      const found = find(at);
      if (found === undefined) return;
      if (found.deleting && found.polls === 0) {
        world.instances.delete(keyOf(at.place, at.instance));
        return;
      }
      if (found.deleting) found.polls -= 1;
      throw new NotReadyError(`${at.instance} is there`, patience.againInMs);
    },

    assertQuarantine(at) {
      if (get(at).securityGroup === wellKnown.quarantineSecurityGroup) return;
      throw new BacklotError('GuardRefused', `${at.instance} is not in quarantine.`);
    },

    ensureParameterGroup({ place, name, tags }) {
      const known = world.parameterGroups.get(keyOf(place, name));
      if (known !== undefined) return requireOurs(`Parameter group ${name}`, known, tags);
      world.parameterGroups.set(keyOf(place, name), tags);
    },

    deleteParameterGroup({ place, name }) {
      const users = [...world.instances.values()].filter((instance) => instance.parameterGroup === name);
      if (users.some((user) => user.place.region === place.region && user.place.account === place.account)) {
        throw new Error(`An instance still uses parameter group ${name}.`);
      }
      world.parameterGroups.delete(keyOf(place, name));
    },

    setMasterPassword({ place, instance, tags }) {
      const found = get({ place, instance });
      world.secrets.set(keyOf(place, masterSecret(instance)), tags);
      if (found.password === 'unknown') return;
      found.password = 'unknown';
      found.polls = patience.polls;
    },

    deleteMasterSecret({ place, instance }) {
      world.secrets.delete(keyOf(place, masterSecret(instance)));
    },
  };
}

/** An instance as it comes from a restore of production. */
export function newInstance(world: Resources, { place, instance }: InstanceAt): FakeInstance {
  return {
    place,
    id: instance,
    resourceId: `db-${world.next()}`,
    endpoint: `${instance}.${place.region}.rds.example`,
    securityGroup: 'production',
    parameterGroup: 'production',
    tags: {},
    data: 'raw',
    dataTime: new Date().toISOString(),
    password: 'production',
    logins: 'production',
    writable: true,
    verified: false,
    marked: false,
    polls: 0,
    deleting: false,
  };
}
