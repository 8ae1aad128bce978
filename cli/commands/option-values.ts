import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../../domain/fleet/values/duration.js';
import type { OnBusy } from '../../domain/messages/refresh.js';
import { operationIdPattern } from '../../domain/names.js';

const longestOperationId = 20;

/** Takes a duration such as `12h`; the workflow reads the same text. */
export function duration(text: string): string {
  if ((parseDuration(text) ?? 0) > 0) return text;
  throw new InvalidArgumentError('It is no duration. Write for example 90s, 10m, 12h or 7d.');
}

/** Takes what to do when the environment is busy. */
export function onBusy(text: string): OnBusy {
  if (text === 'fail' || text === 'skip') return text;
  if (text.startsWith('wait:')) return `wait:${duration(text.slice('wait:'.length))}`;
  throw new InvalidArgumentError('It is none of fail, skip and wait:DURATION, for example wait:2h.');
}

/** Takes an operation id, which becomes part of resource names. */
export function operationId(text: string): string {
  if (text.length <= longestOperationId && operationIdPattern.test(text)) return text;
  throw new InvalidArgumentError(`Use up to ${longestOperationId} lower-case letters, digits and single hyphens.`);
}

/** Adds one more value of an option that may be given several times, or several at once with commas. */
export function several(text: string, earlier: readonly string[] = []): string[] {
  return [...new Set([...earlier, ...text.split(',').filter((name) => name !== '')])];
}

/** The option that names the fleet directory. */
export const fleetOption = [
  '--fleet <directory>',
  'the fleet directory; BACKLOT_FLEET, else the working directory',
] as const;

/** The option that makes a command print for machines. */
export const jsonOption = ['--json', 'print JSON, as docs/cli.md describes it'] as const;

/** The option that says what a command does while another operation holds the environment. */
export const onBusyOption = [
  '--on-busy <what>',
  'while another operation holds the environment: fail, skip, wait:DURATION',
  onBusy,
  'fail',
] as const;
