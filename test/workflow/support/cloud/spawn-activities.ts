import type { HookActivities, MainActivities } from '../../../../activities/index.js';
import { NotReadyError } from '../../../../activities/edge/not-ready.js';
import { BacklotError } from '../../../../domain/errors.js';
import type { ApprovalDecision } from '../../../../domain/messages/approvals.js';
import type { EnvironmentAccount } from '../../../../domain/messages/spawn.js';
import { tagKeys, tagsOf } from '../../../../domain/tags.js';
import type { Fakes } from './fakes.js';
import type { FakeFleet } from './fleet.js';
import type { FakeAccount } from './organization.js';
import type { Resources } from './resources.js';
import { patience } from './snapshot-activities.js';

type SpawnActivities = Pick<
  Fakes<MainActivities>,
  | 'resolveSpawn'
  | 'findAccount'
  | 'leasePoolAccount'
  | 'startCreateAccount'
  | 'awaitAccountCreated'
  | 'recordAccount'
  | 'moveAccount'
  | 'openBootstrap'
  | 'recordBootstrapped'
  | 'recordExpiry'
  | 'checkAccount'
  | 'requestApproval'
  | 'checkApproval'
  | 'recordRejection'
>;

/** Accounts, approvals and checks over the fake organisation. */
export function createSpawnFakes(world: Resources, fleet: FakeFleet): SpawnActivities {
  const { organization } = world;
  const polls = new Map<string, number>();
  const account = (id: string): FakeAccount => {
    const found = organization.accounts.get(id);
    if (found === undefined) throw new BacklotError('NotFound', `There is no account ${id}.`);
    return found;
  };
  const requireUnprotected = (id: string): FakeAccount => {
    if (fleet.spawn.protectedAccounts.includes(id)) throw new BacklotError('GuardRefused', `${id} is protected.`);
    return account(id);
  };
  const view = ({ id, tags }: FakeAccount): EnvironmentAccount => {
    const { [tagKeys.bootstrapped]: bootstrapped, [tagKeys.expires]: expires } = tags;
    return {
      accountId: id,
      ours: tags[tagKeys.operation] !== undefined,
      ...(bootstrapped === undefined ? {} : { bootstrapped }),
      ...(expires === undefined ? {} : { expires }),
    };
  };

  return {
    resolveSpawn({ account: environment }) {
      if (environment !== fleet.environment.name) throw new BacklotError('InvalidInput', `There is no ${environment}.`);
      return { ...fleet.spawn, fleet: fleet.ref, environment };
    },

    findAccount({ environment, accountId }) {
      if (accountId !== undefined) return { account: view(account(accountId)) };
      const found = [...organization.accounts.values()].find(({ tags }) => tags[tagKeys.environment] === environment);
      return found === undefined ? {} : { account: view(found) };
    },

    leasePoolAccount({ environment, operationId }) {
      const free = [...organization.accounts.values()].find(({ tags }) => tags[tagKeys.pool] === 'empty');
      if (free === undefined) return {};
      free.tags = { ...tagsOf({ environment, operation: operationId }) };
      world.did(`lease ${free.id}`);
      return { accountId: free.id };
    },

    startCreateAccount({ environment, operationId }) {
      const obstacle = organization.obstacles.shift();
      const requestId = `request-${world.next()}`;
      if (obstacle !== undefined) {
        organization.requests.set(requestId, obstacle);
      } else {
        const { id } = organization.add({ tags: { ...tagsOf({ environment, operation: operationId }) } });
        organization.requests.set(requestId, { outcome: 'created', accountId: id });
        world.did(`create ${id}`);
      }
      polls.set(requestId, patience.polls);
      return { requestId };
    },

    awaitAccountCreated({ requestId }) {
      const left = polls.get(requestId) ?? 0;
      polls.set(requestId, left - 1);
      if (left > 0) throw new NotReadyError('being made', patience.againInMs);
      return organization.requests.get(requestId) ?? { outcome: 'failed', reason: 'no such request' };
    },

    recordAccount({ accountId, environment, operationId }) {
      const { tags } = requireUnprotected(accountId);
      if (tags[tagKeys.environment] === undefined) Object.assign(tags, tagsOf({ environment, operation: operationId }));
    },

    moveAccount({ accountId, unit }) {
      const found = requireUnprotected(accountId);
      if (found.unit === unit) return { moved: false };
      found.unit = unit;
      world.did(`move ${accountId} to ${unit}`);
      return { moved: true };
    },

    openBootstrap({ accountId }) {
      const found = requireUnprotected(accountId);
      if (found.bootstrap === 'gone') throw new BacklotError('AccessDenied', 'There is no BacklotBootstrap.');
      found.bootstrap = 'open';
    },

    recordBootstrapped({ accountId, bootstrapped }) {
      requireUnprotected(accountId).tags[tagKeys.bootstrapped] = bootstrapped;
    },

    recordExpiry({ accountId, expires }) {
      requireUnprotected(accountId).tags[tagKeys.expires] = expires;
    },

    checkAccount({ environment }) {
      world.did(`check ${environment}`);
      return { checks: ['zone'] };
    },

    requestApproval(subject) {
      const digest = subject.plans.map(({ digest: each }) => each).join('+');
      return { ...subject, digest, requestedAt: new Date().toISOString() };
    },

    checkApproval({ digest, proof, by }): ApprovalDecision {
      if (proof === 'forged') throw new BacklotError('ApprovalInvalid', 'The approval does not count.');
      const at = new Date().toISOString();
      return { digest, decision: 'approved', by: proof ?? by ?? 'somebody', verified: proof !== undefined, at };
    },

    recordRejection({ request, reject }): ApprovalDecision {
      const at = new Date().toISOString();
      return {
        digest: request.digest,
        decision: 'rejected',
        by: 'somebody',
        verified: false,
        at,
        reason: reject.reason,
      };
    },
  };
}

/** Hooks around the stacks. */
export function createDeployHookFakes(world: Resources): Pick<Fakes<HookActivities>, 'runDeployHook'> {
  return {
    runDeployHook({ when, hook, operationId }) {
      world.did(`${when} hook ${hook.name}`);
      return { outputKey: `hooks/${operationId}/${hook.name}.txt`, durationMs: 1 };
    },
  };
}
