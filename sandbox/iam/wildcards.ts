import type { RequestContext } from './request-context.js';

const compiled = new Map<string, RegExp>();

/** Tells whether a text has the form of a pattern with `*` and `?`. */
export function like(pattern: string, text: string): boolean {
  const known = compiled.get(pattern) ?? new RegExp(`^${toRegExp(pattern)}$`, 's');
  compiled.set(pattern, known);
  return known.test(text);
}

/**
 * Puts the values of a call in the place of a pattern's variables (`${aws:PrincipalAccount}`); a value's own `*` and
 * `?` stand for themselves. `undefined` when a variable has no single value: then the pattern matches nothing.
 */
export function expandVariables(pattern: string, context: RequestContext): string | undefined {
  let complete = true;
  const expanded = pattern.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (/^[*?$]$/.test(name)) return literal(name);
    const [value, ...more] = context.get(name) ?? [];
    if (value === undefined || more.length > 0) complete = false;
    return [...(value ?? '')].map(literal).join('');
  });
  return complete ? expanded : undefined;
}

const literals: Readonly<Record<string, string>> = { '*': '\u0001', '?': '\u0002' };

/** A character that stands for itself in a pattern. */
function literal(character: string): string {
  return literals[character] ?? character;
}

function toRegExp(pattern: string): string {
  return pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll('\u0001', '\\*')
    .replaceAll('\u0002', '\\?');
}
