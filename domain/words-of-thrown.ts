const longest = 200;

/** What was thrown by somebody else's code, in one line for people: an error's words, if it has any. */
export function wordsOfThrown(thrown: unknown): string {
  const words = thrown instanceof Error ? thrown.message : typeof thrown === 'string' ? thrown : '';
  const line = words.trim().split('\n')[0] ?? '';
  return line === '' ? 'it throws something without words' : line.slice(0, longest);
}
