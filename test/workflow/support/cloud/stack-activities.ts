import { BacklotError } from '../../../../domain/errors.js';
import { stackDrift, unplanned } from '../../../../domain/drift/sum-up-drift.js';
import type { DriftedResource } from '../../../../domain/messages/drift.js';
import type { AppliedStack, PlanSummary, StackPlan, StackSlice } from '../../../../domain/messages/stacks.js';
import type { StackActivities } from '../../../../workflows/support/terraform.js';
import type { Fakes } from './fakes.js';
import type { Resources } from './resources.js';

/** One stack of the fake cloud. */
export interface FakeStack {
  readonly slice: Omit<StackSlice, 'environment' | 'accountId'>;
  /** What a plan would do now; nothing when reality is as configured. */
  pending: PlanSummary | undefined;
  /** What somebody else has changed of it. */
  drift?: readonly DriftedResource[];
  /** Changes with every apply, and whenever a test wants a plan to be another one. */
  serial: number;
}

/** A plan that makes new things and nothing else. */
export const creates: PlanSummary = { counts: { create: 3 }, risks: [], changes: [], destructive: false };

/** A plan that changes something that is there. */
export const updates: PlanSummary = { counts: { update: 1 }, risks: [], changes: [], destructive: false };

/** A plan that deletes something. */
export const deletes: PlanSummary = {
  counts: { delete: 1 },
  risks: ['deletes a database'],
  changes: [],
  destructive: true,
};

/** Makes a stack that has not been applied yet. */
export function newStack(name: string, more: Partial<FakeStack['slice']> = {}): FakeStack {
  const slice = {
    name,
    region: 'us-east-1',
    role: 'BacklotDeploy',
    configuration: `configuration of ${name}`,
    imports: {},
    exports: {},
    after: [],
    ...more,
  } as const;
  return { slice, pending: creates, serial: 0 };
}

/** Terraform over the fake cloud. */
export function createStackFakes(world: Resources): Fakes<StackActivities> {
  const stackOf = (name: string): FakeStack => {
    const found = world.stacks.find(({ slice }) => slice.name === name);
    if (found === undefined) throw new BacklotError('NotFound', `There is no stack ${name}.`);
    return found;
  };
  const digestOf = ({ slice, serial }: FakeStack): string => `${slice.name}@${serial}`;

  const held = ({ slice: { name } }: FakeStack) => world.household.things.filter(({ stack }) => stack === name);

  const planEnd = (found: FakeStack): StackPlan => {
    const { name: stack } = found.slice;
    if (found.serial === 0 || held(found).length === 0) return { outcome: 'unchanged', stack, reason: 'it is empty' };
    const summary = { counts: { delete: held(found).length }, risks: [], changes: [], destructive: true };
    return { outcome: 'changes', stack, digest: `end of ${digestOf(found)}`, summary };
  };

  const end = (found: FakeStack): AppliedStack => {
    const counts = { delete: held(found).length };
    world.household.things = world.household.things.filter(({ stack }) => stack !== found.slice.name);
    found.serial += 1;
    world.did(`destroy ${found.slice.name}`);
    return { stack: found.slice.name, counts };
  };

  return {
    synthesizeStacks: ({ environment, accountId }) =>
      world.stacks.map(({ slice }) => ({ ...slice, environment, accountId })),

    planStack({ stack, destroy = false }) {
      const found = stackOf(stack.name);
      if (destroy) return planEnd(found);
      const waitsFor = Object.values(stack.imports)
        .map(({ from }) => from)
        .filter((name) => stackOf(name).serial === 0);
      if (waitsFor.length > 0) return { outcome: 'deferred', stack: stack.name, waitsFor };
      if (found.pending === undefined) return { outcome: 'unchanged', stack: stack.name, reason: 'nothing to do' };
      return { outcome: 'changes', stack: stack.name, digest: digestOf(found), summary: found.pending };
    },

    applyStack({ stack, digest }) {
      const found = stackOf(stack.name);
      if (digest === `end of ${digestOf(found)}`) return end(found);
      if (found.pending === undefined) return { stack: stack.name, counts: {} };
      if (digest !== digestOf(found)) throw new BacklotError('PlanChanged', `${stack.name} is another plan now.`);
      const { counts } = found.pending;
      found.pending = undefined;
      found.serial += 1;
      world.did(`apply ${stack.name}`);
      return { stack: stack.name, counts };
    },

    listStacks: ({ environment, accountId }) => world.stacks.map(({ slice }) => ({ ...slice, environment, accountId })),

    findDrift({ stack }) {
      const { slice, serial, pending, drift = [] } = stackOf(stack.name);
      const waitsFor = Object.values(slice.imports).filter(({ from }) => stackOf(from).serial === 0);
      if (waitsFor.length > 0) return unplanned(stack.name, 'deferred', 'it waits');
      if (serial === 0) return unplanned(stack.name, 'not applied', 'it was never applied');
      return stackDrift(stack.name, { drift, pending: pending?.changes ?? [] });
    },

    removeBootstrapRole({ accountId }) {
      const account = world.organization.accounts.get(accountId);
      if (account === undefined || account.bootstrap === 'gone') return { removed: false };
      account.bootstrap = 'gone';
      world.did('remove BacklotBootstrap');
      return { removed: true };
    },
  };
}
