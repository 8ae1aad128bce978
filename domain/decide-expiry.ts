import { formatDuration } from './duration.js';
import type { ExpiringEnvironment, ExpiryNotice } from './messages/expiry.js';

/** How long before its end notice is given of an environment, and how old a notice must be before anything is deleted, in ms. */
export const noticeMs = 24 * 3_600_000;

/** What is to be done about an environment that ends, and why. */
export interface ExpiryDecision {
  readonly action: 'wait' | 'give-notice' | 'destroy' | 'spare';
  readonly reason: string;
}

/**
 * Decides what to do about an environment that ends. It is destroyed when its time is over and notice of this very end
 * was given a day ago: neither an outage nor an `expires` of an hour takes that day away.
 */
export function decideExpiry(found: ExpiringEnvironment, now: number): ExpiryDecision {
  const { expires, spare } = found;
  if (spare !== undefined) return { action: 'spare', reason: spare };
  const end = Date.parse(expires);
  if (Number.isNaN(end)) return { action: 'spare', reason: `"${expires}" is no time, so it is not known when it ends` };
  if (end - now > noticeMs) return { action: 'wait', reason: untilEnd(end, now) };
  const given = noticeOf(found, now);
  if (given === undefined) return { action: 'give-notice', reason: `${untilEnd(end, now)} and nobody was told` };
  const reason = `${untilEnd(end, now)}, and notice was given ${formatDuration(now - given)} ago`;
  return { action: end <= now && now - given >= noticeMs ? 'destroy' : 'wait', reason };
}

/** Says at what time, at the earliest, an environment is destroyed that nobody extends; nothing before notice was given. */
export function destroyedAfter({ expires, notice }: { expires: string; notice?: string }): number | undefined {
  return notice === undefined ? undefined : Math.max(Date.parse(expires), Date.parse(notice) + noticeMs);
}

/** When notice of the present end was given; not of an earlier one, and not in the future. */
function noticeOf({ expires, notice }: ExpiringEnvironment, now: number): number | undefined {
  if (notice?.expires !== expires) return undefined;
  const given = Date.parse(notice.given);
  return given <= now ? given : undefined;
}

function untilEnd(end: number, now: number): string {
  return end > now
    ? `it expires in ${formatDuration(end - now)}`
    : `its time is over since ${formatDuration(now - end)}`;
}

/** Writes a notice as the value of one tag, so that its two times never part. */
export function noticeText({ given, expires }: ExpiryNotice): string {
  return `${given}/${expires}`;
}

/** Reads a notice back; what is none counts as none. */
export function parseNotice(text: string | undefined): ExpiryNotice | undefined {
  const [given, expires, ...more] = text?.split('/') ?? [];
  return given === undefined || expires === undefined || more.length > 0 ? undefined : { given, expires };
}
