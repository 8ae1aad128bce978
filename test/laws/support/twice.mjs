// A worker interceptor that makes every activity run twice: the first attempt fails before the effect; the second has
// its effect, but its result is dropped; the next one passes. What waits is hit once. Every hit is a line of a ledger.
import { appendFileSync } from 'node:fs';
import { ApplicationFailure } from '@temporalio/common';

const ledger = process.env.BACKLOT_TEST_LEDGER;
// For the proof that the attack bites: on its second attempt this step makes something else than on its third.
const forgetful = process.env.BACKLOT_TEST_FORGETFUL;

const againInMs = 20;
const done = new Map();

/** @type {import('@temporalio/worker').ActivityInterceptorsFactory} */
export const activity = ({ info }) => ({
  inbound: {
    async execute(input, next) {
      const { activityType, activityId, workflowExecution } = info;
      const step = `${workflowExecution?.workflowId} ${workflowExecution?.runId} ${activityId}`;
      const boundary = done.get(step) ?? 'nothing';
      if (boundary === 'nothing') {
        done.set(step, 'before');
        hit(activityType, 'before');
      }
      const result = await next(isForgetful(activityType, boundary) ? forget(input) : input);
      if (boundary === 'after' || activityType.startsWith('await')) return result;
      done.set(step, 'after');
      hit(activityType, 'after');
    },
  },
});

function hit(activityType, boundary) {
  appendFileSync(ledger, `${JSON.stringify({ activityType, boundary })}\n`);
  throw ApplicationFailure.create({
    type: 'Attack',
    message: `the attempt ends ${boundary} its effect`,
    nextRetryDelay: againInMs,
  });
}

function isForgetful(activityType, boundary) {
  return activityType === forgetful && boundary === 'before';
}

function forget(input) {
  const [first] = input.args;
  // What a copy is stays at the end of its name, where policies look for it.
  const id = first.to.id.replace(/-([^-]+)$/, '-again-$1');
  return { ...input, args: [{ ...first, to: { ...first.to, id } }] };
}
