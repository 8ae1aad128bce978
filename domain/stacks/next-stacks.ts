import { upstreamOf, type StackDeclaration } from './declaration.js';

/** Chooses the stacks that can be worked on now: not done yet, and everything that they need of each other is done. */
export function nextStacks<Stack extends StackDeclaration>(
  stacks: readonly Stack[],
  done: ReadonlySet<string>,
): Stack[] {
  const names = new Set(stacks.map(({ name }) => name));
  const isDone = (name: string): boolean => done.has(name) || !names.has(name);
  return stacks.filter((stack) => !done.has(stack.name) && upstreamOf(stack).every(isDone));
}
