import { BacklotError } from '../../domain/errors.js';
import { NotReadyError } from '../edge/not-ready.js';
import type { Complaint } from './terraform-events.js';

/** What Terraform was doing when it failed. */
export interface FailedRun {
  readonly stack: string;
  /** `plan`, `apply`, `init`. */
  readonly doing: string;
  readonly complaints: readonly Complaint[];
  /** What it wrote besides. */
  readonly words: string;
  /** A sentence that says where the full text is. */
  readonly where: string;
  readonly pollMs: number;
}

/** In the words of the AWS SDK for Go: `api error VpcLimitExceeded: …`; some services leave out `api error`. */
const errorName = /(?:api error |RequestID: [^,]*, )([A-Z][A-Za-z.]+):/;
const locked = /Error acquiring the state lock|state lock(?:ed)?|ConditionalRequestConflict/i;
const throttled = /Throttl|RequestLimitExceeded|TooManyRequests|SlowDown|PriorRequestNotComplete/;
const expired = /ExpiredToken|RequestExpired|TokenRefreshRequired/;
const withoutCredentials = /No valid credential sources|failed to refresh cached credentials|no EC2 IMDS role/i;
const refused = /^(?:AccessDenied|AccessDeniedException|UnauthorizedOperation)$/;
const unreachable =
  /dial tcp|connection refused|connection reset|no such host|i\/o timeout|request send failed|: EOF|StatusCode: 5\d\d/i;

/**
 * Says what class of failure it is. All complaints are looked at, and the gravest decides: one resource that can never be
 * made is not helped by trying again because another one was throttled.
 *
 * Only addresses and the names of AWS errors are told; everything else may hold values.
 */
export function judgeFailure(run: FailedRun): Error {
  const { stack, doing, complaints, words, where, pollMs } = run;
  const texts = complaints.length === 0 ? [words] : complaints.map(({ summary, detail }) => `${summary}\n${detail}`);
  // Terraform says of whatever keeps it from the lock that it could not get it, a session that is over included.
  if (texts.some((text) => locked.test(text) && classOf(text) !== 'expired')) {
    return new NotReadyError(`the state of ${stack} is locked`, pollMs);
  }
  if (texts.some((text) => /Saved plan is stale/i.test(text))) {
    return new BacklotError(
      'PlanChanged',
      `The approved plan of ${stack} is stale: its state has changed. Plan again.`,
    );
  }
  const what = `Terraform could not ${doing} ${stack}: ${describe(complaints, texts)}.`;
  const classes = texts.map(classOf);
  if (classes.every((one) => one !== 'permanent')) {
    if (classes.includes('refused')) return refusal(`${what} ${where}`);
    if (classes.includes('expired')) return new BacklotError('CredentialsExpired', `${what} ${where}`);
    if (classes.includes('throttled')) return new BacklotError('Throttled', `${what} ${where}`);
    return new BacklotError('Unreachable', `${what} ${where}`);
  }
  const isForbidden = texts.some((text) => refused.test(nameIn(text) ?? ''));
  if (isForbidden) {
    return new BacklotError('AccessDenied', `${what} A policy denies it explicitly. ${where} Mend the policy first.`);
  }
  return new BacklotError('TerraformFailed', `${what} ${where} Mend what it says and start again.`);
}

type FailureClass = 'throttled' | 'expired' | 'refused' | 'unreachable' | 'permanent';

function classOf(text: string): FailureClass {
  const name = nameIn(text) ?? '';
  if (throttled.test(name)) return 'throttled';
  if (expired.test(name) || withoutCredentials.test(text)) return 'expired';
  // A statement that forbids it is there to stay; one that allows it may still be on its way to a new role.
  if (refused.test(name)) return /explicit deny/i.test(text) ? 'permanent' : 'refused';
  return unreachable.test(text) ? 'unreachable' : 'permanent';
}

/** A refusal of AWS's that may pass, in the form that the edge of activities knows. */
function refusal(message: string): Error {
  return Object.assign(new Error(message), { name: 'AccessDenied', $metadata: {} });
}

function nameIn(text: string): string | undefined {
  return errorName.exec(text)?.[1];
}

const shown = 5;

function describe(complaints: readonly Complaint[], texts: readonly string[]): string {
  const each = texts.map((text, index) => {
    const { address } = complaints[index] ?? {};
    const name = nameIn(text);
    return [address, name === undefined ? undefined : `(${name})`].filter((part) => part !== undefined).join(' ');
  });
  const told = [...new Set(each.filter((text) => text !== ''))];
  if (told.length === 0) return 'it named no resource';
  return told.length <= shown ? told.join(', ') : `${told.slice(0, shown).join(', ')} and ${told.length - shown} more`;
}
