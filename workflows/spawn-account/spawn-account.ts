import { allHandlersFinished, condition, workflowInfo } from '@temporalio/workflow';
import type { Place } from '../../domain/messages/slices.js';
import type { DeployHookInput, EnvironmentAccount, SpawnInput, SpawnResult } from '../../domain/messages/spawn.js';
import { changes, deployHookRunner, reads } from '../support/activities.js';
import { withLease } from '../support/lease.js';
import { label, onBusyOf, operationIdOf, requireOptionalTexts, requireText } from '../support/operation.js';
import { terraform } from '../support/terraform.js';
import { applyAccess } from './apply-access.js';
import { applyStacks } from './apply-stacks.js';
import { bootstrap } from './bootstrap.js';
import { beginImages, firstRefresh, needsFirstRefresh } from './first-refresh.js';
import { obtainAccount } from './obtain-account.js';
import type { Spawn } from './spawn.js';
import { hookStep, SpawnState, StepSkipped } from './spawn-state.js';
import { withSlot } from './with-slot.js';

/**
 * Makes an environment: an account, its roles, its stacks, its first databases. Running it again brings the environment
 * to what its file says now, and does nothing where it is that already.
 *
 * Updates `approve`, `reject`, `retryStep`, `skipHook`, `abandon`; query `progress`. Cancel it to stop: what it made
 * stays, and starting again goes on from there.
 */
export async function spawnAccount(input: SpawnInput): Promise<SpawnResult> {
  const account = requireText(input, 'account', '{"account":"qa1"}');
  requireOptionalTexts(input, 'requestedBy');
  const onBusy = onBusyOf(input.onBusy);
  const operationId = operationIdOf(input.operationId);
  const requested = input.requestedBy === undefined ? {} : { requestedBy: input.requestedBy };
  const state = new SpawnState(account, operationId);
  label({ environment: account, operation: operationId, ...requested });

  try {
    const leased = await withLease(account, onBusy, async () => {
      const plan = await reads.resolveSpawn({ account });
      state.desk.proof = plan.proof;
      return await withSlot(
        plan.accountsInFlight,
        () => state.enter('waiting for a turn'),
        () => spawn({ plan, operationId, ...requested }, state),
      );
    });
    if ('result' in leased) return leased.result;
    return { operationId, accountId: '', steps: [], notes: [], skipped: { holder: leased.holder } };
  } catch (error) {
    state.enter('stopped');
    throw error;
  } finally {
    await condition(allHandlersFinished);
  }
}

async function spawn(operation: Spawn, state: SpawnState): Promise<SpawnResult> {
  const { plan, operationId } = operation;
  const { environment, organizationalUnit: unit } = plan;
  state.enter('getting an account');
  const account = await state.step(
    'account',
    () => obtainAccount(operation),
    ({ accountId }) => accountId,
  );
  const { accountId } = account;
  state.setAccount(accountId);
  const expires = await recordExpiry(operation, account, state);
  if (unit !== undefined && account.ours) {
    await state.step(`place in ${unit}`, () => changes.moveAccount({ accountId, unit }));
  }

  state.enter('bootstrapping');
  const stacks = await state.step('synthesise stacks', () =>
    terraform().synthesizeStacks({ environment, accountId, fleet: plan.fleet }),
  );
  for (const { name } of stacks) state.set(name, 'waiting');
  const done = new Set<string>();
  await bootstrap(operation, account, stacks, done, state);
  const places = plan.regions.map((region): Place => ({ account: accountId, region, role: 'BacklotData' }));
  const isFirst = await needsFirstRefresh(operation, places);
  if (isFirst) await beginImages(operation);

  await runHooks(operation, accountId, 'preDeploy', state);
  state.enter('applying stacks');
  await applyStacks(operation, stacks, done, state);
  await runHooks(operation, accountId, 'postDeploy', state);
  await applyAccess(operation, account, state);

  state.enter('checking');
  await state.step(
    'checks',
    () => reads.checkAccount({ environment, zone: plan.zone, places }),
    ({ checks }) => checks.join(', '),
  );
  const refresh = isFirst ? await fill(operation, state) : undefined;
  state.enter('done');
  return {
    operationId,
    accountId,
    steps: state.list(),
    notes: state.listNotes(),
    ...(expires === undefined ? {} : { expires }),
    ...(refresh === undefined ? {} : { refresh }),
  };
}

/**
 * Records early when the environment may go: one that is never finished must not stay for ever either. An end that has
 * passed counts no more: somebody wants the environment again.
 */
async function recordExpiry(
  { plan: { expiresMs } }: Spawn,
  { accountId, ours, expires }: EnvironmentAccount,
  state: SpawnState,
): Promise<string | undefined> {
  const start = workflowInfo().startTime.getTime();
  const isAhead = expires !== undefined && Date.parse(expires) > start;
  if (isAhead || expiresMs === undefined || !ours) return expires;
  const until = new Date(start + expiresMs).toISOString();
  await state.step(
    'expiry',
    () => changes.recordExpiry({ accountId, expires: until }),
    () => until,
  );
  return until;
}

async function runHooks(
  { plan: { environment, hooks }, operationId }: Spawn,
  accountId: string,
  when: DeployHookInput['when'],
  state: SpawnState,
): Promise<void> {
  if (hooks[when].length > 0) state.enter('running hooks');
  for (const hook of hooks[when]) {
    const name = hookStep(hook.name);
    try {
      await state.step(name, () =>
        deployHookRunner(hook.timeoutMs).runDeployHook({ environment, operationId, accountId, when, hook }),
      );
    } catch (error) {
      if (!(error instanceof StepSkipped)) throw error;
      state.set(name, 'skipped', 'left out by a person after it had failed');
    }
  }
}

async function fill(operation: Spawn, state: SpawnState): Promise<SpawnResult['refresh']> {
  state.enter('filling databases');
  state.set('databases', 'running');
  const refresh = await firstRefresh(operation);
  if (refresh !== undefined && 'error' in refresh) state.note(`The first refresh failed: ${refresh.error}`);
  state.set('databases', 'done', refresh === undefined ? undefined : Object.values(refresh).join(''));
  return refresh;
}
