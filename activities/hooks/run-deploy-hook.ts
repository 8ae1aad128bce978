import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cancellationSignal } from '@temporalio/activity';
import { BacklotError } from '../../domain/errors.js';
import type { HookResult } from '../../domain/messages/generation.js';
import type { DeployHookInput } from '../../domain/messages/spawn.js';
import type { ActivityDependencies } from '../dependencies.js';
import { runProgram } from './run-program.js';

/** Activities that run the user's own programs around the stacks of an environment. */
export function createDeployHookActivities({ objects, hooks }: Pick<ActivityDependencies, 'objects' | 'hooks'>) {
  return {
    /**
     * Runs a hook before or after the stacks are applied. As of every hook, its environment holds nothing of the
     * worker's: no AWS credentials, no endpoint, an empty home. Its output goes to the state bucket. It may run again;
     * `BACKLOT_IDEMPOTENCY_KEY` is the same then.
     *
     * @throws `HookFailed` when it ends with an error or runs longer than its timeout.
     */
    async runDeployHook(input: DeployHookInput): Promise<HookResult> {
      const { environment, accountId, operationId, when, hook } = input;
      const home = await mkdtemp(join(tmpdir(), 'backlot-hook-'));
      const idempotencyKey = `${operationId}/${environment}/${when}/${hook.name}`;
      const startedAt = Date.now();
      try {
        const ended = await runProgram(hook.run, hooks.directory, hook.timeoutMs, cancellationSignal(), {
          PATH: hooks.path,
          HOME: home,
          BACKLOT_ENVIRONMENT: environment,
          BACKLOT_ACCOUNT_ID: accountId,
          BACKLOT_HOOK: when,
          BACKLOT_IDEMPOTENCY_KEY: idempotencyKey,
        });
        const outputKey = `hooks/${idempotencyKey}.txt`;
        await objects.putText(outputKey, ended.output);
        if (ended.reason !== undefined) {
          throw new BacklotError(
            'HookFailed',
            `Hook ${hook.name} of ${environment} ${ended.reason}. Its output is in the state bucket under ${outputKey}; ` +
              'mend the hook and let the step be tried again, or skip it.',
          );
        }
        return { outputKey, durationMs: Date.now() - startedAt };
      } finally {
        await rm(home, { recursive: true, force: true });
      }
    },
  };
}
