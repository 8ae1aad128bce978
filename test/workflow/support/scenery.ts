import { generationInstance, masterSecret } from '../../../domain/names.js';
import { tagKeys, tagsOf } from '../../../domain/tags.js';
import { newInstance } from './cloud/instance-activities.js';
import { keyOf } from './cloud/resources.js';
import { add } from './cloud/snapshot-activities.js';
import type { Stage } from './stage.js';

/** The generation that serves before the test begins. */
export const oldGeneration = '20260101-old1';

const hour = 3_600_000;

/** Names a database of the stage: `users-1a2b3c`. */
export function databaseName({ id }: Stage, name: string): string {
  return `${name}-${id}`;
}

/** Names an instance of the stage's environment: `users-1a2b3c-20260101-old1`. */
export function instanceName(stage: Stage, name: string, generation: string): string {
  return generationInstance(databaseName(stage, name), generation);
}

/** The generation that a refresh with this operation id makes today. */
export function generationOf(operationId: string): string {
  return `${today().replaceAll('-', '')}-${operationId.slice(-4)}`;
}

/** Puts a finished image of each database into the clean room, with data of the given ages (ms). */
export function placeImages(stage: Stage, ages: Record<string, number> = { users: hour, orders: hour }): void {
  for (const [name, age] of Object.entries(ages)) {
    const database = databaseName(stage, name);
    const dataTime = new Date(Date.now() - age).toISOString();
    const tags = tagsOf({
      kind: 'image',
      operation: 'earlier',
      database,
      dataTime,
      rules: stage.fleet.rulesDigest,
      epoch: today(),
      report: `reports/${database}.json`,
      statement: `statement about ${database}`,
    });
    const id = `backlot-${database}-earlier-image`;
    add(stage.world, { place: stage.fleet.cleanroom, id, tags, data: 'sanitised', dataTime, polls: 0 });
  }
}

/** Lets an old generation serve: instances that applications log in to, and records that point to them. */
export function placeOldGeneration(stage: Stage, generation = oldGeneration): void {
  const { fleet, world } = stage;
  for (const { database, place } of fleet.databases) {
    const instance = generationInstance(database.name, generation);
    const dnsName = `${database.dnsName}.${fleet.environment.zone}`;
    const made = newInstance(world, { place, instance });
    const tags = tagsOf({
      kind: 'generation',
      operation: generation,
      database: database.name,
      environment: fleet.environment.name,
      generation,
      dnsName,
      roles: 'app_rw app_ro',
      rulesFile: database.rules,
    });
    world.instances.set(keyOf(place, instance), {
      ...made,
      tags,
      data: 'sanitised',
      password: 'unknown',
      logins: 'application',
    });
    world.parameterGroups.set(keyOf(place, instance), tags);
    world.secrets.set(keyOf(place, masterSecret(instance)), tags);
    world.records.set(dnsName, { name: dnsName, value: made.endpoint, ttlSeconds: 0 });
  }
}

/** Which generation each name of the environment points to, for example `users=20260101-old1`. */
export function serving({ world, id }: Stage): string[] {
  return [...world.records.values()].map(({ name, value }) => {
    const database = name.split('.')[0] ?? '';
    return `${database}=${value.split('.')[0]?.replace(`${database}-${id}-`, '') ?? ''}`;
  });
}

/** The instances of the environment in short: `users old1 application`, `users new1 fenced to be retired`. */
export function instances({ world, fleet }: Stage): string[] {
  return [...world.instances.values()]
    .filter(({ tags }) => tags[tagKeys.environment] === fleet.environment.name)
    .map(({ tags, logins, deleting }) => {
      const words = [tags[tagKeys.database]?.split('-')[0], tags[tagKeys.generation], logins];
      if (tags[tagKeys.retireAfter] !== undefined) words.push('to be retired');
      if (deleting) words.push('deleting');
      return words.join(' ');
    })
    .toSorted();
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
