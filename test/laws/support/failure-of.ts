/** Why an operation failed: the words and codes of the error and of all its causes, outermost first, one a line. */
export async function failureOf(handle: { result(): Promise<unknown> }): Promise<string> {
  try {
    await handle.result();
  } catch (error) {
    return causes(error).join('\n');
  }
  throw new Error('The operation was to fail, and it did not.');
}

function causes(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const type = 'type' in error ? ` ${String(error.type)}` : '';
  return [`${error.name}${type}: ${error.message}`, ...causes(error.cause)];
}
