import { BacklotError } from '../../domain/errors.js';
import { beyondPlan, keyOf } from '../../domain/destroy-plan.js';
import type { DestroyItem, DestroyPlan } from '../../domain/messages/destroy.js';
import type { ActivityDependencies } from '../dependencies.js';
import { jsonDigest } from '../state/canonical-json.js';
import { createDoomedCheck, type DoomedAccount } from './require-doomed.js';

/** A plan that somebody has seen and let begin. */
interface BegunPlan extends DestroyPlan {
  readonly digest: string;
  readonly operationId: string;
  readonly requestedBy?: string;
  /** ISO time. */
  readonly begunAt: string;
}

/** What is about to be deleted, and by which operation. */
export interface DeletionInput extends DoomedAccount {
  readonly operationId: string;
  readonly requestedBy?: string;
  readonly items: readonly DestroyItem[];
}

const shownChanges = 10;

/** Activities that let a teardown begin, and write down what it deletes before it does. */
export function createDeletionActivities(dependencies: ActivityDependencies) {
  const { objects } = dependencies;
  const check = createDoomedCheck(dependencies);

  return {
    /** SHA-256 over a plan, in hexadecimal. Who gives it back has seen everything that is in it. */
    digestDestroy(plan: DestroyPlan): Promise<{ digest: string }> {
      return Promise.resolve({ digest: jsonDigest(plan) });
    },

    /**
     * Lets a teardown begin or go on, and returns what it may delete. It begins only with the plan as it is now; one that
     * has begun goes on with what is left of the plan that it began with.
     *
     * @throws {BacklotError} `PlanChanged` naming what was not in the plan that the digest is of.
     */
    async admitDestroy({
      plan,
      digest,
      ...by
    }: {
      plan: DestroyPlan;
      digest: string;
      operationId: string;
      requestedBy?: string;
    }): Promise<{ items: readonly DestroyItem[] }> {
      await check(plan);
      const key = `deletions/${plan.environment}/${plan.accountId}/plans/${digest}.json`;
      const begun = (await objects.getJson(key)) as BegunPlan | undefined;
      if (jsonDigest(plan) === digest) {
        const record: BegunPlan = { ...plan, ...by, digest, begunAt: new Date().toISOString() };
        if (begun === undefined) await objects.putJson(key, record);
        return { items: plan.items };
      }
      const more = begun === undefined ? plan.items : beyondPlan(begun.items, plan.items);
      if (begun?.leftovers === plan.leftovers && more.length === 0) return { items: begun.items };
      throw new BacklotError(
        'PlanChanged',
        `${plan.environment} is not what it was when the digest was made, so nothing was deleted. ` +
          (begun === undefined
            ? 'What would go now differs.'
            : `Not in that plan: ${more.slice(0, shownChanges).map(keyOf).join(', ')}.`) +
          ` Look again: backlot destroy ${plan.environment}`,
      );
    },

    /**
     * Writes down what is about to be deleted, by whom and for what. Nothing is deleted that is not written down first,
     * and nothing is written down for an account that must not be emptied.
     *
     * @throws {BacklotError} `GuardRefused`.
     */
    async recordDeletions({ items, ...about }: DeletionInput): Promise<void> {
      await check(about);
      const { environment, accountId, operationId } = about;
      const record = { ...about, items, at: new Date().toISOString() };
      const key = jsonDigest(items).slice(0, 16);
      await objects.putJson(`deletions/${environment}/${accountId}/${operationId}/${key}.json`, record);
    },
  };
}
