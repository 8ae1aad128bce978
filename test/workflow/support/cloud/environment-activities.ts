import type { EnvironmentActivities, HookActivities, MainActivities } from '../../../../activities/index.js';
import { NotReadyError } from '../../../../activities/edge/not-ready.js';
import { BacklotError } from '../../../../domain/errors.js';
import type { FoundGeneration, GenerationAt } from '../../../../domain/messages/generation.js';
import { tagKeys } from '../../../../domain/tags.js';
import type { Fakes } from './fakes.js';
import { keyOf, type FakeInstance, type Resources } from './resources.js';
import { patience } from './snapshot-activities.js';
import { createDeployHookFakes } from './spawn-activities.js';

type GenerationActivities = Pick<
  Fakes<MainActivities>,
  'findGenerations' | 'readRecords' | 'changeRecords' | 'awaitRecords'
>;

/** The environment's instances as finders see them, and its names. */
export function createGenerationFakes(world: Resources): GenerationActivities {
  const pending = new Map<string, number>();

  return {
    findGenerations({ environment }) {
      return [...world.instances.values()]
        .filter(({ tags }) => tags[tagKeys.kind] === 'generation' && tags[tagKeys.environment] === environment)
        .map(foundOf);
    },

    readRecords({ names }) {
      return names.flatMap((name) => world.records.get(name) ?? []);
    },

    changeRecords({ records, remove = [] }) {
      const moved = records.filter(({ name, value }) => world.records.get(name)?.value !== value);
      const gone = remove.filter((name) => world.records.has(name));
      if (moved.length + gone.length === 0) return {};
      for (const record of moved) world.records.set(record.name, record);
      for (const name of gone) world.records.delete(name);
      const changes = [...moved.map(({ name, value }) => `${name}=${value}`), ...gone.map((name) => `${name} gone`)];
      world.did(`records ${changes.toSorted().join(' ')}`);
      const changeId = `change-${world.next()}`;
      pending.set(changeId, patience.polls);
      return { changeId };
    },

    awaitRecords({ changeId }) {
      const polls = pending.get(changeId) ?? 0;
      if (polls === 0) return;
      pending.set(changeId, polls - 1);
      throw new NotReadyError(`${changeId} is pending`, patience.againInMs);
    },
  };
}

/** SQL in an environment: who can log in to an instance, and whether it is healthy. */
export function createEnvironmentFakes(world: Resources): Fakes<EnvironmentActivities> {
  const open = ({ place, instance }: GenerationAt): FakeInstance => {
    const found = world.instances.get(keyOf(place, instance));
    if (found !== undefined && !found.deleting && found.password === 'unknown') return found;
    throw new BacklotError('NotFound', `${instance} cannot be reached.`);
  };
  const login = (logins: FakeInstance['logins'], effect: string) => (generation: GenerationAt) => {
    const found = open(generation);
    if (found.logins === logins) return;
    found.logins = logins;
    world.did(`${effect} ${found.id}`);
  };

  return {
    prepareRoles: login('application', 'open'),
    fenceGeneration: login('fenced', 'fence'),
    unfenceGeneration: login('application', 'unfence'),

    checkHealth(generation) {
      if (open(generation).logins === 'application') return;
      throw new BacklotError('HealthCheckFailed', `Application roles cannot log in to ${generation.instance}.`);
    },
  };
}

/** Hooks: each run is an effect, with the idempotency key that the hook is given. */
export function createHookFakes(world: Resources): Fakes<HookActivities> {
  return {
    ...createDeployHookFakes(world),

    runHook({ generation, hook, operationId }) {
      world.did(`hook ${hook.name} on ${generation.instance} for ${operationId}`);
      return { outputKey: `hooks/${operationId}/${hook.name}.log`, durationMs: 1 };
    },
  };
}

function foundOf({ place, id, tags, endpoint, dataTime, polls, deleting }: FakeInstance): FoundGeneration {
  const retireAfter = tags[tagKeys.retireAfter];
  return {
    place,
    database: tags[tagKeys.database] ?? '',
    instance: id,
    generation: tags[tagKeys.generation] ?? '',
    operation: tags[tagKeys.operation] ?? '',
    workflow: tags[tagKeys.workflow] ?? '',
    status: deleting ? 'deleting' : polls > 0 ? 'creating' : 'available',
    dataTime,
    dnsName: tags[tagKeys.dnsName] ?? '',
    applicationRoles: (tags[tagKeys.roles] ?? '').split(' '),
    rules: tags[tagKeys.rulesFile] ?? '',
    endpoint,
    ...(retireAfter === undefined ? {} : { retireAfter }),
  };
}
