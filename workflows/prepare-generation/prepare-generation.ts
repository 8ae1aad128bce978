import { setHandler, workflowInfo } from '@temporalio/workflow';
import type { PrepareInput, PreparedDatabase } from '../../domain/messages/refresh.js';
import type { GenerationAt } from '../../domain/messages/generation.js';
import type { Place } from '../../domain/messages/slices.js';
import { generationCopy, generationInstance, wellKnown } from '../../domain/names.js';
import { environmentQueue } from '../../domain/queues.js';
import { tagsOf } from '../../domain/tags.js';
import { changes, environmentSql, hookRunner, reads, turns, waits } from '../support/activities.js';
import { Cleanup } from '../support/cleanup.js';
import { discardGeneration } from '../support/discard-generation.js';
import { label } from '../support/operation.js';
import { Steps, stepsQuery } from '../support/steps.js';

const steps = [
  'check the image',
  'copy under the environment key',
  'restore',
  'roles',
  'hooks',
  'health check',
] as const;

/**
 * Makes one database of a new generation: image → copy → restore → roles → hooks → health check. It serves nobody yet.
 * When a step fails, what was made is deleted again; the old generation is never touched.
 *
 * Query `steps`.
 */
export async function prepareGeneration(input: PrepareInput): Promise<PreparedDatabase> {
  const { environment, target, image, generation: name } = input;
  const { database, place } = target;
  const instance = generationInstance(database.name, name);
  const progress = new Steps(`Preparing **${instance}** for ${environment.name}`, steps);
  setHandler(stepsQuery, () => progress.view());
  label({ environment: environment.name, database: database.name, operation: input.operationId, phase: 'starting' });

  const owner = {
    operation: input.operationId,
    workflow: input.ownerWorkflowId,
    namespace: workflowInfo().namespace,
    database: database.name,
    environment: environment.name,
    generation: name,
    dataTime: image.dataTime,
  };
  const dnsName = `${database.dnsName}.${environment.zone}`;
  const tags = tagsOf({
    kind: 'generation',
    ...owner,
    dnsName,
    roles: database.applicationRoles.join(' '),
    rulesFile: database.rules,
  });
  const generation: GenerationAt = {
    fleet: input.fleet,
    environment,
    place,
    database: database.name,
    rules: database.rules,
    instance,
    queue: environmentQueue(environment.name, place.region),
    applicationRoles: database.applicationRoles,
    dnsName,
  };
  const cleanup = new Cleanup();
  try {
    const publisher: Place = { ...database.cleanroom, role: 'BacklotPublish' };
    await progress.run('check the image', () => reads.checkImage({ image, publisher }));
    const copyId = await progress.run('copy under the environment key', () =>
      copyImage(input, tagsOf({ kind: 'generation-copy', ...owner }), cleanup),
    );
    cleanup.defer(`instance ${instance}`, () => discardGeneration({ environment, place, instance, dnsName, tags }));
    const endpoint = await progress.run('restore', async () => {
      await reads.checkCopy({ image, publisher, copy: { place, id: copyId } });
      await changes.ensureParameterGroup({
        place,
        name: instance,
        source: database.source,
        purpose: 'environment',
        tags,
      });
      await changes.restoreInstance({
        place,
        instance,
        snapshotId: copyId,
        parameterGroup: instance,
        securityGroup: wellKnown.dataSecurityGroup,
        tags,
        ...(target.instanceClass === undefined ? {} : { instanceClass: target.instanceClass }),
      });
      await waits.awaitInstance({ place, instance });
      await changes.setMasterPassword({ place, instance, tags });
      return (await waits.awaitInstance({ place, instance })).endpoint;
    });
    const sql = environmentSql(environment.name, place.region);
    await progress.run('roles', () => sql.prepareRoles(generation));
    await progress.run('hooks', async () => {
      for (const hook of environment.hooks) {
        if (hook.databases !== undefined && !hook.databases.includes(database.name)) continue;
        await hookRunner(hook.timeoutMs).runHook({ generation, hook, operationId: input.operationId });
      }
    });
    await progress.run('health check', () => sql.checkHealth(generation));
    await changes.deleteSnapshot({ place, id: copyId, tags: tagsOf({ kind: 'generation-copy', ...owner }) });
    return { generation, endpoint };
  } catch (error) {
    const left = await cleanup.run();
    if (left.length > 0) progress.note(`not cleared, the sweep will: ${left.join(', ')}`);
    throw error;
  }
}

/** Copies the image into the environment; it is shared for just as long as the copy takes. */
async function copyImage(input: PrepareInput, tags: ReturnType<typeof tagsOf>, cleanup: Cleanup): Promise<string> {
  const { image, target, environment } = input;
  const publisher: Place = { ...target.database.cleanroom, role: 'BacklotPublish' };
  const copy = { place: target.place, id: generationCopy(target.database.name, input.generation) };
  const share = { place: publisher, id: image.snapshotId, account: environment.accountId };
  cleanup.defer(`copy ${copy.id}`, () => changes.deleteSnapshot({ ...copy, tags }));
  cleanup.defer(`share of ${image.snapshotId}`, () => changes.unshareSnapshot(share));
  await turns.shareImage({ image, publisher, account: environment.accountId });
  await turns.copySnapshot({
    source: { arn: image.snapshotArn, region: publisher.region },
    to: copy,
    key: wellKnown.dataKey,
    tags,
  });
  await waits.awaitSnapshot(copy);
  await changes.unshareSnapshot(share);
  return copy.id;
}
