import type { ParameterDifference } from '../messages/parity.js';
import { parametersFor, type DatabaseParameter } from '../parameters.js';

// What may be told of a value. Extensions have parameters of their own, and some hold credentials.
const neverTold = /pass|secret|token|key|credential|conninfo|command/i;
const toldNames = [
  'shared_preload_libraries',
  'timezone',
  'log_statement',
  'default_transaction_isolation',
  'wal_level',
];
const toldForms = [
  /^(?:on|off|true|false|yes|no|none)$/i,
  /^-?\d{1,12}(?:\.\d{1,6})?(?:B|kB|MB|GB|TB|us|ms|s|min|h|d)?$/,
  // AWS's formulas, such as LEAST({DBInstanceClassMemory/9531392},5000).
  /^(?:LEAST|GREATEST|SUM|DBInstanceClassMemory|DBInstanceVCPU|AllocatedStorage|\d{1,12}|[{}()*/,.+\- ])+$/,
];

/**
 * Compares the parameters that two instances set themselves: an environment is expected to have production's, but for
 * those that Backlot leaves out. Names are always told, values only where no secret can be one.
 */
export function compareParameters(
  production: readonly DatabaseParameter[],
  environment: readonly DatabaseParameter[],
): ParameterDifference[] {
  const source = valuesOf(production);
  const here = valuesOf(environment);
  const expected = valuesOf(parametersFor('environment', production));
  return [...new Set([...source.keys(), ...here.keys()])]
    .filter((name) => source.get(name) !== here.get(name))
    .toSorted()
    .map((name) => ({
      name,
      ...told('production', name, source.get(name)),
      ...told('environment', name, here.get(name)),
      leftOut: source.has(name) && !here.has(name) && !expected.has(name),
    }));
}

function valuesOf(parameters: readonly DatabaseParameter[]): Map<string, string> {
  return new Map(parameters.map(({ name, value }) => [name, value]));
}

function told(side: 'production' | 'environment', name: string, value: string | undefined): { [side]?: string } {
  if (value === undefined) return {};
  const mayBeTold =
    !neverTold.test(name) && (toldNames.includes(name.toLowerCase()) || toldForms.some((form) => form.test(value)));
  return { [side]: mayBeTold ? value : 'set, not shown' };
}
