/**
 * Runs work that a first Ctrl-C only detaches from: the signal is aborted, the work returns. A second one ends the
 * process as usual.
 */
export async function detachOnInterrupt<T>(work: (detach: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupted = (): void => controller.abort();
  process.once('SIGINT', interrupted);
  try {
    return await work(controller.signal);
  } finally {
    process.removeListener('SIGINT', interrupted);
  }
}
