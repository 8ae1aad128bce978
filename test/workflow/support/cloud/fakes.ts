/**
 * Activities as a fake may have them: with the same inputs and results, but free to answer at once. Most do, so that
 * nothing happens between their look and their act.
 */
export type Fakes<Activities> = {
  readonly [Name in keyof Activities]: Activities[Name] extends (...args: infer Args) => Promise<infer Result>
    ? (...args: Args) => Result | Promise<Result>
    : never;
};
