import type { StackDeclaration } from './declaration.js';
import { upstreamOf } from './declaration.js';
import { parseStackName } from './stack-name.js';

/** Why the stacks of an environment cannot be put into an order. */
export interface GraphFault {
  readonly kind: 'name' | 'duplicate' | 'import' | 'type' | 'cycle';
  /** What is wrong, with the path from stack to stack. */
  readonly what: string;
  readonly mend: string;
}

/** Finds everything that is wrong between stacks: names, imports that nobody gives, types, and cycles with their path. */
export function findGraphFaults(stacks: readonly StackDeclaration[]): GraphFault[] {
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  return [
    ...nameFaults(stacks),
    ...stacks.flatMap((stack) => [...importFaults(stack, byName), ...orderFaults(stack, byName)]),
    ...cycleFaults(byName),
  ];
}

function nameFaults(stacks: readonly StackDeclaration[]): GraphFault[] {
  const names = stacks.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [
    ...names
      .filter((name) => parseStackName(name) === undefined)
      .map((name): GraphFault => ({
        kind: 'name',
        what: `"${name}" is no name of a stack`,
        mend: 'use lower-case letters, digits and single hyphens for its scope and place',
      })),
    ...[...twice].map((name): GraphFault => ({
      kind: 'duplicate',
      what: `there are two stacks ${name}`,
      mend: 'give one of them another scope or place',
    })),
  ];
}

function importFaults(stack: StackDeclaration, byName: ReadonlyMap<string, StackDeclaration>): GraphFault[] {
  return Object.entries(stack.imports).flatMap(([input, wanted]): GraphFault[] => {
    const path = `${stack.name}.${input} → ${wanted.from}.${wanted.export}`;
    const upstream = byName.get(wanted.from);
    if (upstream === undefined) {
      const mend = `add the stack, or import from one of ${[...byName.keys()].toSorted().join(', ')}`;
      return [{ kind: 'import', what: `${path}: there is no stack ${wanted.from}`, mend }];
    }
    const given = Object.hasOwn(upstream.exports, wanted.export) ? upstream.exports[wanted.export] : undefined;
    if (given === undefined) {
      const known = Object.keys(upstream.exports).toSorted().join(', ') || 'nothing';
      const mend = `export it there; what it exports is ${known}`;
      return [{ kind: 'import', what: `${path}: ${wanted.from} exports no ${wanted.export}`, mend }];
    }
    if (given === wanted.type) return [];
    const what = `${path}: ${wanted.type} is wanted, and ${given} is exported`;
    return [{ kind: 'type', what, mend: 'use the same type on both sides' }];
  });
}

function orderFaults({ name, after }: StackDeclaration, byName: ReadonlyMap<string, StackDeclaration>): GraphFault[] {
  return after
    .filter((upstream) => !byName.has(upstream))
    .map((upstream) => ({
      kind: 'import',
      what: `${name} → ${upstream}: there is no stack ${upstream}`,
      mend: `add the stack, or name one of ${[...byName.keys()].toSorted().join(', ')}`,
    }));
}

/** Reports each cycle once, from its alphabetically first stack on. */
function cycleFaults(byName: ReadonlyMap<string, StackDeclaration>): GraphFault[] {
  const cycles = new Map<string, string[]>();
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    const start = path.indexOf(name);
    if (start >= 0) {
      const cycle = fromSmallest(path.slice(start));
      cycles.set(cycle.join(' '), cycle);
      return;
    }
    const stack = byName.get(name);
    if (stack === undefined || done.has(name)) return;
    for (const upstream of upstreamOf(stack)) visit(upstream, [...path, name]);
    done.add(name);
  };
  for (const name of [...byName.keys()].toSorted()) visit(name, []);
  return [...cycles.values()].map((cycle) => ({
    kind: 'cycle',
    what: `stacks wait for each other: ${[...cycle, cycle[0]].join(' → ')}`,
    mend: 'take one of these imports out, or move what is imported into a stack of its own',
  }));
}

function fromSmallest(cycle: readonly string[]): string[] {
  const smallest = cycle.indexOf([...cycle].toSorted()[0] ?? '');
  return [...cycle.slice(smallest), ...cycle.slice(0, smallest)];
}
