import { setTimeout as sleep } from 'node:timers/promises';

const usualPauseMs = 50;

/**
 * Looks again and again, beside other work, until it is ended; then once more.
 *
 * @param pauseMs between two looks.
 * @returns how to end it; what a look threw is thrown then.
 */
export function keepLooking(look: (isLast: boolean) => Promise<void>, pauseMs = usualPauseMs): () => Promise<void> {
  let ended = false;
  const looking = (async () => {
    while (!ended) {
      await look(false);
      await sleep(pauseMs);
    }
    await look(true);
  })();
  // It is awaited when it is ended; until then nobody is there to take a rejection.
  looking.catch(() => undefined);
  return async () => {
    ended = true;
    await looking;
  };
}
