import type { Fault } from '../gateway/faults/fault.js';
import { table } from './render.js';

const targets = ['account', 'role', 'service', 'action', 'region', 'resource'] as const;
const doses = ['rate', 'after', 'times', 'seed'] as const;

/** Writes faults as a table, and below each what it holds. */
export function renderFaults(faults: readonly Fault[]): string {
  if (faults.length === 0) return 'There are no faults.';
  const rows = faults.map((fault) => [
    fault.id,
    Object.values(fault.effect).join(' '),
    settings(fault, targets) || 'all calls',
    settings(fault, doses),
    `${fault.met} of ${fault.matched}`,
  ]);
  const held = faults.flatMap(({ id, holding }) =>
    holding.map(({ key, held: where, requestId, remotePort }) =>
      [
        `${id} holds ${key}`,
        where,
        `request ${requestId}`,
        ...(remotePort === undefined ? [] : [`port ${remotePort}`]),
      ].join(', '),
    ),
  );
  return [table([['ID', 'EFFECT', 'CALLS', 'HOW MANY', 'MET'], ...rows]), ...held].join('\n');
}

function settings(fault: Fault, names: readonly ((typeof targets)[number] | (typeof doses)[number])[]): string {
  return names.flatMap((name) => (fault[name] === undefined ? [] : [`${name} ${String(fault[name])}`])).join(' ');
}
