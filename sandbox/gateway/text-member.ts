import type { Parameters } from './contract.js';

/** Returns a parameter that is text; empty text counts as absent, as AWS's Query protocol cannot tell them apart. */
export function textMember(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
