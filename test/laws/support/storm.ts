import type { FaultSpec } from '../../../sandbox/gateway/faults/fault.js';
import type { AccountDescription } from '../../../sandbox/runtime/description.js';
import type { SharedSandbox } from '../../integration/support/sandbox.js';

/** Lets things go wrong while something is done; returns its result, and how many calls each fault has met. */
export async function under<T>(
  { client }: SharedSandbox,
  specs: readonly FaultSpec[],
  work: () => Promise<T>,
): Promise<{ result: T; met: number[] }> {
  const added: string[] = [];
  for (const spec of specs) added.push((await client.addFault(spec)).id);
  try {
    const result = await work();
    const faults = await client.faults();
    return { result, met: added.map((id) => faults.find((fault) => fault.id === id)?.met ?? 0) };
  } finally {
    for (const id of added) await client.removeFaults({ id });
  }
}

/**
 * Throttles 30 % of the calls of operations and ends 10 % in a server error: those by the environment, and those that
 * are about what carries an operation's id elsewhere.
 */
export function stormOn({ name, id }: AccountDescription, operations: readonly string[]): FaultSpec[] {
  const calls = [{ account: name }, ...operations.map((operation) => ({ resource: `*${operation}*` }))];
  return [
    ...calls.flatMap((target): FaultSpec[] => [
      { ...target, effect: { kind: 'error', code: 'Throttling' }, rate: 0.3 },
      { ...target, effect: { kind: 'error', code: 'InternalFailure' }, rate: 0.1 },
    ]),
    {
      action: 'AssumeRole',
      resource: `arn:aws:iam::${id}:role/*`,
      effect: { kind: 'error', code: 'Throttling' },
      times: 1,
    },
  ];
}
