import { ApplicationFailure, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import { isDuration } from '../../domain/duration.js';
import type { OnBusy } from '../../domain/messages/refresh.js';
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

/** Checks members of the input that may be left out: each is a string when it is given. */
export function requireOptionalTexts<T extends object>(input: T, ...members: (keyof T & string)[]): void {
  const wrong = members.filter((member) => input[member] !== undefined && typeof input[member] !== 'string');
  if (wrong.length === 0) return;
  throw invalidInput(`The input's ${wrong.join(' and ')} must be text. Put it in quotes, or leave it out.`);
}

/** Checks a member of the input that may be left out: it is a list of strings when it is given. */
export function requireOptionalNames<T extends object>(input: T, member: keyof T & string): void {
  const given: unknown = input[member];
  if (given === undefined || (Array.isArray(given) && given.every((name) => typeof name === 'string'))) return;
  throw invalidInput(`The input's ${member} must be a list of names. Give for example ["users","orders"].`);
}

/** Takes what is to happen when somebody else holds the environment; by default the operation fails. */
export function onBusyOf(given: OnBusy | undefined): OnBusy {
  if (given === undefined) return 'fail';
  if (given === 'fail' || given === 'skip') return given;
  if (typeof given === 'string' && /^wait:/.test(given) && isDuration(given.slice('wait:'.length))) return given;
  throw invalidInput('"onBusy" is not usable. Give "fail", "skip", or how long to wait, for example "wait:2h".');
}

/** What the operator's list of workflows shows of an operation. */
export interface Labels {
  readonly environment?: string;
  readonly database?: string;
  readonly operation?: string;
  readonly phase?: string;
  readonly requestedBy?: string;
}

/**
 * Sets search attributes; starters in the Temporal UI set none, so each workflow does it itself. Where there is none to set
 * nothing is said: the server refuses an empty set, over and over.
 */
export function label(labels: Labels): void {
  const attributes = Object.entries(labels)
    .filter((entry): entry is [keyof Labels, string] => entry[1] !== undefined)
    .map(([member, value]) => {
      const { name, type } = searchAttributes[member];
      return { key: defineSearchAttributeKey(name, type), value };
    });
  if (attributes.length > 0) upsertSearchAttributes(attributes);
}
