const versions = new Map<string, string>();

/** Remembers which version a program has told; it is asked anew at every run. */
export function rememberVersion(program: string, version: string): void {
  versions.set(program, version);
}

/** The version that a program has told last in this process; `undefined` before its first run. */
export function lastVersion(program: string): string | undefined {
  return versions.get(program);
}
