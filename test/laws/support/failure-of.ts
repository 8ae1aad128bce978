interface Operation {
  result(): Promise<unknown>;
}

const done = 'done';

/** Why an operation failed: the words and codes of the error and of all its causes, outermost first, one a line. */
export async function failureOf(handle: Operation): Promise<string> {
  const end = await endOf(handle);
  if (end === done) throw new Error('The operation was to fail, and it did not.');
  return end;
}

/** How an operation ended: `done`, or why it failed. */
export async function endOf(handle: Operation): Promise<string> {
  return await handle.result().then(
    () => done,
    (error: unknown) => causes(error).join('\n'),
  );
}

function causes(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const type = 'type' in error ? ` ${String(error.type)}` : '';
  return [`${error.name}${type}: ${error.message}`, ...causes(error.cause)];
}
