import type { Parameters } from '../../gateway/contract.js';
import { textMember } from '../../gateway/text-member.js';
import { faults } from './faults.js';

/**
 * Reads a text that the call must have.
 *
 * @throws {AwsError} `InvalidInputException` when it is missing or does not have the form.
 */
export function requiredText(parameters: Parameters, name: string, form = /^[\s\S]+$/): string {
  const value = textMember(parameters, name);
  if (value === undefined) throw faults.invalid('INPUT_REQUIRED', `You must include a value for ${name}.`);
  if (!form.test(value)) throw faults.invalid('INVALID_PATTERN', `The value of ${name} has not the required pattern.`);
  return value;
}

/** Cuts a page out of a list by `MaxResults` and `NextToken`. */
export function page<Item>(
  parameters: Parameters,
  all: readonly Item[],
): { readonly items: readonly Item[]; readonly NextToken?: string } {
  const from = Number(textMember(parameters, 'NextToken') ?? '0');
  if (!Number.isInteger(from) || from < 0 || from > all.length) {
    throw faults.invalid('INVALID_PAGINATION_TOKEN', 'The NextToken is not one of a previous answer.');
  }
  const size = Number(parameters.MaxResults ?? largestPage);
  if (!Number.isInteger(size) || size < 1) throw faults.invalid('MIN_VALUE_EXCEEDED', 'MaxResults is too small.');
  if (size > largestPage) throw faults.invalid('MAX_VALUE_EXCEEDED', 'MaxResults is too large.');
  const next = from + size;
  return { items: all.slice(from, next), ...(next < all.length ? { NextToken: String(next) } : {}) };
}

const largestPage = 20;
