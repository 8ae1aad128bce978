import type { ValuePath } from './problem.js';

/** Says a value in a message: short texts as they are, everything larger by its kind. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  return JSON.stringify(value);
}

/** Says a path in a message: `databases.include[2]`. */
export function describePath(path: ValuePath): string {
  if (path.length === 0) return 'the file';
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return `\`${text.replace(/^\./, '').slice(0, 200)}\``;
}

/** Follows a path into a parsed value; `undefined` where it leads nowhere. */
export function valueAt(root: unknown, path: ValuePath): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    root,
  );
}

/** Writes a text as a YAML file must say it: in quotes where YAML would read something else. */
export function yamlText(text: string): string {
  return /^[\d.]+$|^[*&!%@`{[#|>'"-]|: | #/.test(text) ? `"${text}"` : text;
}
