import type { ImageRef } from './messages/sanitize.js';

/** What is asked of the images of one generation. */
export interface ImageWish {
  /** Digest of the rules in force, by database. */
  readonly rules: Readonly<Record<string, string>>;
  /** ms since the epoch. */
  readonly now: number;
  readonly maxAgeMs: number;
  /** Epoch of images that are made now. */
  readonly currentEpoch: string;
}

/** The epoch of a generation and the images of it that are there already; the others are to be made. */
export interface ImageChoice {
  readonly epoch: string;
  readonly images: Readonly<Record<string, ImageRef>>;
}

/**
 * Chooses images for the databases of one generation. All of a generation have one epoch, because only then is the same
 * person the same pseudonym in all of them: an older epoch is taken when it covers every database, else the current one.
 * An image counts when its data is fresh enough and its rules are those in force.
 */
export function chooseImages(databases: readonly string[], images: readonly ImageRef[], wish: ImageWish): ImageChoice {
  const usable = images
    .filter(({ database, rulesDigest }) => databases.includes(database) && rulesDigest === wish.rules[database])
    .filter(({ dataTime }) => wish.now - Date.parse(dataTime) <= wish.maxAgeMs)
    .toSorted((a, b) => b.dataTime.localeCompare(a.dataTime));
  const epochs = [...new Set(usable.map(({ epoch }) => epoch))].toSorted((a, b) => b.localeCompare(a));
  const choices = epochs.map((epoch) => ({ epoch, images: newestOf(epoch, usable) }));
  const complete = choices.find(({ images: found }) => databases.every((name) => Object.hasOwn(found, name)));
  if (complete !== undefined) return complete;
  return { epoch: wish.currentEpoch, images: newestOf(wish.currentEpoch, usable) };
}

function newestOf(epoch: string, images: readonly ImageRef[]): Record<string, ImageRef> {
  return Object.fromEntries(
    images
      .filter((image) => image.epoch === epoch)
      .toReversed()
      .map((image) => [image.database, image]),
  );
}

/** The greatest distance between data times, in ms. */
export function skewOf(dataTimes: readonly string[]): number {
  if (dataTimes.length === 0) return 0;
  const times = dataTimes.map((time) => Date.parse(time));
  return Math.max(...times) - Math.min(...times);
}
