import type { AwsCall, Parameters } from '../../gateway/contract.js';
import { tagKeysOf, type AccessRequest } from '../authorizer.js';
import type { ContextValues } from '../request-context.js';

/** The permissions that calls of one service need; some have to be looked up. */
export type Needs = (call: AwsCall) => readonly AccessRequest[] | Promise<readonly AccessRequest[]>;

/** The condition keys of a request's tags, given or taken away, whatever the service calls their members. */
export function requestTagKeys(parameters: Parameters): ContextValues {
  const given = listOf(parameters['Tags']).map((tag) => {
    const { Key, Value, TagKey, TagValue } = tag as Readonly<Record<string, unknown>>;
    return [textOr(Key ?? TagKey), textOr(Value ?? TagValue)] as const;
  });
  const taken = listOf(parameters['TagKeys']).map(textOr);
  const keys = [...given.map(([key]) => key), ...taken];
  return {
    ...tagKeysOf('aws:RequestTag', Object.fromEntries(given)),
    ...(keys.length === 0 ? {} : { 'aws:TagKeys': keys }),
  };
}

/** Tells whether a call gives tags. */
export function hasTags(parameters: Parameters): boolean {
  return listOf(parameters['Tags']).length > 0;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
