import { wantsColour } from '../../config/environment.js';

/** Marks parts of a text for a terminal. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
}

/** The style of a stream: colours on a terminal that wants them, else the bare text. */
export function styleOf(stream: { readonly isTTY?: boolean }): Style {
  const colour = wantsColour(stream);
  const mark =
    (begin: number, end: number) =>
    (text: string): string =>
      colour ? `\u001B[${begin}m${text}\u001B[${end}m` : text;
  return { bold: mark(1, 22), dim: mark(2, 22), red: mark(31, 39), green: mark(32, 39) };
}
