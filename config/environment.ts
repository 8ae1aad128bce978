/** The variables of a process, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Names the fleet directory: the argument when there is one, else BACKLOT_FLEET, else the working directory. */
export function fleetDirectory(argument?: string, environment: Environment = process.env): string {
  return argument ?? (environment['BACKLOT_FLEET'] || '.');
}

/** Tells whether to write colours to a stream: only to terminals, and never against NO_COLOR (https://no-color.org). */
export function wantsColour(stream: { readonly isTTY?: boolean }, environment: Environment = process.env): boolean {
  return stream.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
}
