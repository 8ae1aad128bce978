// A worker interceptor for proofs that attacks bite: it takes every failure for final, and deletes no instance.
import { ApplicationFailure } from '@temporalio/common';

const forgotten = ['deleteInstance', 'awaitInstanceGone'];

/** @type {import('@temporalio/worker').ActivityInterceptorsFactory} */
export const activity = ({ info }) => ({
  inbound: {
    async execute(input, next) {
      if (forgotten.includes(info.activityType)) return undefined;
      try {
        return await next(input);
      } catch (error) {
        if (error.name === 'NotReadyError') throw error;
        throw ApplicationFailure.nonRetryable(error.message, error.name);
      }
    },
  },
});
