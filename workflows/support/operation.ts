import { ApplicationFailure, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import { defaultOperationId, operationIdPattern } from '../../domain/names.js';
import { searchAttributes } from '../../domain/search-attributes.js';

const longestOperationId = 20;

/** Ends the workflow with a typed failure; a plain error would retry the workflow task for ever. */
export function invalidInput(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'InvalidInput');
}

/** Takes the operation id that was given, or derives it from the first run's id, which a reset keeps. */
export function operationIdOf(given: string | undefined): string {
  if (given === undefined) return defaultOperationId(workflowInfo().firstExecutionRunId);
  if (typeof given === 'string' && given.length <= longestOperationId && operationIdPattern.test(given)) return given;
  throw invalidInput(
    `operationId "${given}" cannot be used: it becomes part of resource names. ` +
      `Use up to ${longestOperationId} lower-case letters, digits and single hyphens.`,
  );
}

/** Checks that a member of the input is a non-empty string. */
export function requireText(input: unknown, member: string, example: string): string {
  const value = (input as Record<string, unknown> | undefined)?.[member];
  if (typeof value === 'string' && value !== '') return value;
  throw invalidInput(`The input has no "${member}". Give a JSON object such as ${example}.`);
}

/** What the operator's list of workflows shows of an operation. */
export interface Labels {
  readonly environment?: string;
  readonly database?: string;
  readonly operation?: string;
  readonly phase?: string;
  readonly requestedBy?: string;
}

/** Sets search attributes; starters in the Temporal UI set none, so each workflow does it itself. */
export function label(labels: Labels): void {
  upsertSearchAttributes(
    Object.entries(labels)
      .filter((entry): entry is [keyof Labels, string] => entry[1] !== undefined)
      .map(([member, value]) => {
        const { name, type } = searchAttributes[member];
        return { key: defineSearchAttributeKey(name, type), value };
      }),
  );
}
