/** Runs `work` over items with so many runners at a time, in order. The first error stops the others from taking more. */
export async function runConcurrently<T>(
  items: readonly T[],
  runners: number,
  work: (item: T, runner: number) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  let failed = false;
  const run = async (runner: number): Promise<void> => {
    for (let item = queue.shift(); item !== undefined && !failed; item = queue.shift()) {
      try {
        await work(item, runner);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: Math.max(1, runners) }, (_, index) => run(index)));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
