/** One step into a JSON document: a key, every element of an array, or every key of a map. */
export type JsonStep = { readonly key: string } | 'elements' | 'any-key';

/**
 * Splits a dotted name whose parts may be quoted as in SQL (`public."Odd.Name"`).
 *
 * @returns undefined when the text is not such a name.
 */
export function splitName(text: string): string[] | undefined {
  const parts: string[] = [];
  const part = /"((?:[^"]|"")+)"|([^."]+)/y;
  for (let at = 0; ; at += 1) {
    part.lastIndex = at;
    const match = part.exec(text);
    if (match === null) return undefined;
    parts.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    at = part.lastIndex;
    if (at === text.length) return parts;
    if (text[at] !== '.') return undefined;
  }
}

/** Tells whether a text is a dotted name of so many parts. */
export function isSqlName(text: string, parts: number): boolean {
  return splitName(text)?.length === parts;
}

/** Writes a name as `splitName` reads it back, with quotes only where they are needed. */
export function joinName(parts: readonly string[]): string {
  return parts.map((part) => (/^[^."]+$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`)).join('.');
}

/**
 * Reads a JSON path of the rule language: `a.b`, `list[]`, `list[].a`, `[].a`, `map.*`, `"odd.key".a`, `$` for the root.
 *
 * @returns undefined when the text is not such a path.
 */
export function parseJsonPath(text: string): JsonStep[] | undefined {
  if (text === '$') return [];
  const steps: JsonStep[] = [];
  const token = /"((?:[^"]|"")+)"|(\*)|([^."[\]*]+)|(\[\])/y;
  let at = 0;
  while (at < text.length) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) return undefined;
    if (match[4] !== undefined) steps.push('elements');
    else if (match[2] !== undefined) steps.push('any-key');
    else steps.push({ key: match[1]?.replaceAll('""', '"') ?? match[3] ?? '' });
    at = token.lastIndex;
    if (text[at] === '.') {
      at += 1;
      if (at === text.length || text[at] === '[') return undefined;
    } else if (at < text.length && text[at] !== '[') return undefined;
  }
  return steps.length === 0 ? undefined : steps;
}

/** Writes a JSON path as `parseJsonPath` reads it back. */
export function formatJsonPath(steps: readonly JsonStep[]): string {
  if (steps.length === 0) return '$';
  return steps.reduce<string>((text, step) => {
    if (step === 'elements') return `${text}[]`;
    const word = step === 'any-key' ? '*' : quoteKey(step.key);
    return text === '' ? word : `${text}.${word}`;
  }, '');
}

function quoteKey(key: string): string {
  return /^[^."[\]*]+$/.test(key) && key !== '$' ? key : `"${key.replaceAll('"', '""')}"`;
}
