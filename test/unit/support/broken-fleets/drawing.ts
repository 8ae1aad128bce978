import { seededRandom } from '../../../support/seeded-random.js';

/** Draws by lot, the same for the same seed. */
export class Drawing {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** Draws one of these. */
  from<T>(choices: readonly T[]): T {
    const drawn = choices[Math.floor(this.random() * choices.length)];
    if (drawn === undefined) throw new Error('There is nothing to draw from.');
    return drawn;
  }
}
