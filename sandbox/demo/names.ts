import type { SandboxDescription } from '../runtime/description.js';
import { resolverOf } from './cloud.js';

/** What clients of the environment get for its databases' names: the instance behind each, or nothing. */
export async function resolveNames(
  sandbox: SandboxDescription,
  names: readonly string[],
): Promise<Map<string, string>> {
  const resolver = resolverOf(sandbox);
  const answers = await Promise.all(
    names.map(async (name) => {
      const [target] = await resolver.resolveCname(name).catch(() => []);
      return [name, target?.split('.')[0] ?? 'no such name'] as const;
    }),
  );
  return new Map(answers);
}

/** Renders the answers at several moments, one column each. */
export function renderNames(moments: readonly { title: string; answers: ReadonlyMap<string, string> }[]): string {
  const names = [...(moments[0]?.answers.keys() ?? [])];
  const cell = (text: string) => text.padEnd(26);
  return [
    `  ${''.padEnd(34)}${moments.map(({ title }) => cell(title)).join('')}`,
    ...names.map(
      (name) => `  ${name.padEnd(34)}${moments.map(({ answers }) => cell(answers.get(name) ?? '')).join('')}`,
    ),
  ].join('\n');
}
