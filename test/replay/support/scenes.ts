import type { WorkflowHandle } from '@temporalio/client';
import { expiryId } from '../../../domain/messages/expiry.js';
import { leaseId } from '../../../domain/messages/lease.js';
import { outcomeOf } from '../../workflow/support/outcome.js';
import { destroyed, furnish } from '../../workflow/support/doomed.js';
import { byHand, settled } from '../../workflow/support/drifting.js';
import { endsIn, overdue } from '../../workflow/support/expiring.js';
import { holdEnvironment, progressOf, reachSteps } from '../../workflow/support/progress.js';
import { placeImages, placeOldGeneration } from '../../workflow/support/scenery.js';
import { reachApproval, reachStep, spawned, stagedStacks } from '../../workflow/support/spawning.js';
import type { Stage } from '../../workflow/support/stage.js';

/** Histories to be kept, by the name of their file. */
export type Recorded = Readonly<Record<string, { readonly workflowId: string }>>;

/** Something that operations go through, and the histories that it leaves. */
export type Scene = (stage: Stage) => Promise<Recorded>;

const operationId = 'op-kept';

/** The scenes whose histories are committed; each is played on a stage of its own. */
export const scenes: Readonly<Record<string, Scene>> = {
  async 'a sanitisation that finishes'(stage) {
    const handle = await sanitize(stage);
    await ends(handle, 'COMPLETED');
    return { 'sanitize-finished': handle };
  },

  async 'a sanitisation that fails and clears up'(stage) {
    stage.faults.fail('verifyInstance', {}, 'VerificationFailed');
    const handle = await sanitize(stage);
    await ends(handle, 'VerificationFailed');
    return { 'sanitize-failed': handle };
  },

  async 'a sanitisation that is cancelled and clears up'(stage) {
    stage.faults.before('scrubInstance', {}, () => handle.cancel());
    const handle = await sanitize(stage);
    await ends(handle, 'CANCELED');
    return { 'sanitize-cancelled': handle };
  },

  async 'a sanitisation of a point in time'(stage) {
    stage.fleet.databases = stage.fleet.databases.map(({ database, ...rest }) => ({
      ...rest,
      database: { ...database, source: { ...database.source, snapshot: 'point-in-time' } },
    }));
    const handle = await sanitize(stage);
    await ends(handle, 'COMPLETED');
    return { 'sanitize-point-in-time': handle };
  },

  async 'a refresh that makes an image, cuts over, and is rolled back'(stage) {
    placeImages(stage, { users: 3_600_000 });
    placeOldGeneration(stage);
    const refresh = await refreshed(stage);
    await ends(refresh, 'COMPLETED');
    const rollback = await stage.start('rollbackEnvironment', [{ account: stage.fleet.environment.name }]);
    await ends(rollback, 'COMPLETED');
    return { 'refresh-finished': refresh, 'prepare-finished': await prepareOf(stage, refresh), rollback };
  },

  async 'a refresh in which a database fails'(stage) {
    placeImages(stage);
    placeOldGeneration(stage);
    stage.faults.fail('checkHealth', { about: `users-${stage.id}` }, 'HealthCheckFailed');
    const handle = await refreshed(stage);
    await ends(handle, 'RefreshFailed');
    return { 'refresh-failed': handle, 'prepare-failed': await prepareOf(stage, handle) };
  },

  async 'a refresh that is cancelled'(stage) {
    placeImages(stage);
    placeOldGeneration(stage);
    stage.faults.before('restoreInstance', { nth: 1 }, () => handle.cancel());
    const handle = await refreshed(stage);
    await ends(handle, 'CANCELED');
    return { 'refresh-cancelled': handle };
  },

  async 'a refresh that is paused, with its lease'(stage) {
    placeImages(stage);
    stage.faults.before('checkImage', { nth: 1 }, async () => {
      if (!(await progressOf(handle)).paused) await handle.executeUpdate('pause');
    });
    const handle = await refreshed(stage);
    await reachSteps(handle, ['ready', 'ready']);
    return { 'refresh-paused': handle, 'lease-held': { workflowId: leaseId(stage.fleet.environment.name) } };
  },

  async 'a refresh that finds its environment held'(stage) {
    const holder = await holdEnvironment(stage);
    const second = await refreshed(stage);
    await ends(second, 'LeaseHeld');
    await holder.executeUpdate('approveCutover');
    await ends(holder, 'COMPLETED');
    const lease = { workflowId: leaseId(stage.fleet.environment.name) };
    return { 'refresh-lease-held': second, 'refresh-approved': holder, 'lease-released': lease };
  },

  async 'a look at a teardown, the teardown, and another that is cancelled'(stage) {
    const account = furnish(stage);
    const look = await destroyed(stage, { operationId });
    await ends(look, 'COMPLETED');
    const { digest } = await look.result();
    const input = { digest, confirm: stage.fleet.environment.name, operationId };
    stage.faults.before('applyStack', { nth: 1 }, async () => {
      stage.faults.clear();
      await cancelled.cancel();
    });
    const cancelled = await destroyed(stage, input);
    await ends(cancelled, 'CANCELED');
    const finished = await destroyed(stage, input);
    await ends(finished, 'COMPLETED');
    const retired = await stage.start('retireAccount', [{ account: account.id, confirm: account.id, operationId }]);
    await ends(retired, 'COMPLETED');
    return {
      'destroy-looked': look,
      'destroy-cancelled': cancelled,
      'destroy-finished': finished,
      'retire-finished': retired,
    };
  },

  async 'a comparison with production'(stage) {
    placeOldGeneration(stage);
    stagedStacks(stage);
    stage.fleet.hasBlueprint = true;
    const handle = await stage.start('compareParity', [{ account: stage.fleet.environment.name }]);
    await ends(handle, 'COMPLETED');
    return { 'parity-finished': handle };
  },

  async 'looks for drift, at one environment and at all'(stage) {
    const { roles, data } = settled(stage);
    roles.drift = [byHand];
    data.serial = 0;
    const one = await stage.start('detectDrift', [{ account: stage.fleet.environment.name }]);
    await ends(one, 'COMPLETED');
    stage.fleet.neighbours = [`other-${stage.id}`];
    stage.faults.fail('listStacks', { about: `other-${stage.id}` }, 'AccessDenied');
    const all = await stage.start('detectDrift', [{}]);
    await ends(all, 'COMPLETED');
    return { 'drift-one': one, 'drift-all': all };
  },

  async 'a sweep and a reap'(stage) {
    stage.faults.before('scrubInstance', { nth: 1 }, () => interrupted.terminate());
    const interrupted = await sanitize(stage);
    await ends(interrupted, 'TERMINATED');
    const sweep = await stage.start('sweep', [{ apply: true }]);
    const reap = await stage.start('reap', []);
    await ends(sweep, 'COMPLETED');
    await ends(reap, 'COMPLETED');
    return { sweep, reap };
  },

  async 'a spawn that is approved, and one that finds everything done'(stage) {
    stagedStacks(stage);
    stage.fleet.spawn = { ...stage.fleet.spawn, approval: 'always', expiresMs: 86_400_000 };
    const first = await spawned(stage, { operationId });
    const digest = await reachApproval(first);
    await first.executeUpdate('approve', { args: [{ digest, proof: 'arn:aws:iam::111111111111:user/alice' }] });
    await ends(first, 'COMPLETED');
    const again = await spawned(stage, { operationId: 'op-again' });
    await ends(again, 'COMPLETED');
    const extended = await stage.start('extendEnvironment', [{ account: stage.fleet.environment.name, by: '7d' }]);
    await ends(extended, 'COMPLETED');
    return { 'spawn-finished': first, 'spawn-unchanged': again, 'extend-finished': extended };
  },

  async 'a spawn that is rejected'(stage) {
    stagedStacks(stage);
    stage.fleet.spawn = { ...stage.fleet.spawn, approval: 'always' };
    const handle = await spawned(stage, { operationId });
    await handle.executeUpdate('reject', { args: [{ digest: await reachApproval(handle), reason: 'not today' }] });
    await ends(handle, 'ApprovalRejected');
    return { 'spawn-rejected': handle };
  },

  async 'a spawn with a step that fails, is tried again, and is cancelled'(stage) {
    const { network, data } = stagedStacks(stage);
    stage.faults.fail('applyStack', { about: `"digest":"${network}` });
    const handle = await spawned(stage, { operationId });
    await reachStep(handle, network, 'failed');
    stage.faults.clear();
    stage.faults.before('applyStack', { about: `"digest":"${data}` }, () => handle.cancel());
    await handle.executeUpdate('retryStep', { args: [{ step: network }] });
    await ends(handle, 'CANCELED');
    return { 'spawn-cancelled': handle };
  },

  async 'a spawn that is given up'(stage) {
    const { network } = stagedStacks(stage);
    stage.faults.fail('applyStack', { about: `"digest":"${network}` });
    const handle = await spawned(stage, { operationId });
    await reachStep(handle, network, 'failed');
    await handle.executeUpdate('abandon', { args: [{ reason: 'wrong blueprint' }] });
    await ends(handle, 'Abandoned');
    return { 'spawn-abandoned': handle };
  },

  async 'an environment that expires: notice, and its end'(stage) {
    const account = endsIn(overdue(stage), 20);
    const noticed = await stage.start('expire', []);
    await ends(noticed, 'COMPLETED');
    endsIn(account, -2, 26);
    const started = await stage.start('expire', []);
    await ends(started, 'COMPLETED');
    const { name } = stage.fleet.environment;
    const end = stage.client.workflow.getHandle(expiryId(name));
    await ends(end, 'COMPLETED');
    const teardown = { workflowId: `destroy/${name}` };
    return {
      'expire-noticed': noticed,
      'expire-started': started,
      'expired-finished': end,
      'expired-teardown': teardown,
    };
  },

  async 'an environment that is extended before its end'(stage) {
    overdue(stage);
    const account = stage.fleet.environment.name;
    stage.faults.after('admitDestroy', { nth: 1 }, async () => {
      await ends(await stage.start('extendEnvironment', [{ account, by: '7d' }]), 'COMPLETED');
    });
    const end = await stage.start('expireEnvironment', [{ account, operationId }]);
    await ends(end, 'COMPLETED');
    return { 'expired-spared': end };
  },
};

function sanitize(stage: Stage) {
  return stage.start('sanitizeDatabase', [{ database: `users-${stage.id}`, operationId }]);
}

function refreshed(stage: Stage) {
  return stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name, operationId }]);
}

async function ends(handle: WorkflowHandle, wanted: string): Promise<void> {
  const outcome = await outcomeOf(handle);
  if (outcome !== wanted) throw new Error(`${handle.workflowId} ended as ${outcome} instead of ${wanted}.`);
}

/** The child of a refresh that prepared its first database. */
async function prepareOf({ fleet, id }: Stage, refresh: WorkflowHandle): Promise<{ workflowId: string }> {
  const { generation } = await progressOf(refresh);
  return { workflowId: `prepare/${fleet.environment.name}/users-${id}/${generation}` };
}
