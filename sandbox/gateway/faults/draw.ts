import { createHash } from 'node:crypto';

/** Draws a number in [0, 1) for the nth matching call of a fault: the same for the same seed, whatever happens between. */
export function draw(seed: number, nth: number): number {
  return createHash('sha256').update(`${seed}/${nth}`).digest().readUInt32BE() / 2 ** 32;
}
