/** The header that carries what is approved; it is part of what the engineer's credentials sign. */
export const digestHeader = 'x-backlot-plan-digest';

/** The version of the STS API that proofs are made with. */
export const stsVersion = '2011-06-15';

/** How long a proof is good for at most, in seconds. */
export const longestProofSeconds = 900;

const clockSkewMs = 5 * 60_000;

/** Everything that may stand in the query of a proof, and nothing else. */
const parameters = [
  'Action',
  'Version',
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
] as const;
const token = 'X-Amz-Security-Token';

/** The one place that proofs are for. */
export interface ProofPlace {
  /** `https://sts.us-east-1.amazonaws.com` */
  readonly endpoint: string;
  readonly region: string;
}

/** The STS endpoint of a region. */
export function stsEndpoint(region: string): string {
  return `https://sts.${region}.amazonaws.com`;
}

/**
 * Looks for a reason not to send a proof to STS at all: it must be the call that proves an identity, for the fleet's own
 * endpoint, with the digest among the signed headers, and good now. Whether it is genuine is for STS to say.
 *
 * @param now in ms since the epoch.
 */
export function proofFault(proof: string, { endpoint, region }: ProofPlace, now: number): string | undefined {
  const url = parse(proof);
  if (url === undefined) return 'it is no URL';
  if (url.origin !== new URL(endpoint).origin || url.username !== '' || url.password !== '') {
    return `it is not for ${endpoint}`;
  }
  if (url.pathname !== '/' || url.hash !== '') return 'it has a path';
  const names = [...url.searchParams.keys()];
  const known: readonly string[] = [...parameters, token];
  if (names.some((name, index) => !known.includes(name) || names.indexOf(name) !== index)) {
    return 'it says more than it needs to';
  }
  const missing = parameters.find((name) => !names.includes(name));
  if (missing !== undefined) return `it has no ${missing}`;
  const value = (name: string) => url.searchParams.get(name) ?? '';
  if (value('Action') !== 'GetCallerIdentity' || value('Version') !== stsVersion) return 'it is another call';
  if (value('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') return 'it is signed in another way';
  if (!value('X-Amz-Credential').endsWith(`/${region}/sts/aws4_request`))
    return `it is not signed for STS in ${region}`;
  if (value('X-Amz-SignedHeaders') !== `host;${digestHeader}`) return 'what is approved is not part of what is signed';
  return timeFault(value('X-Amz-Date'), value('X-Amz-Expires'), now);
}

function timeFault(date: string, expires: string, now: number): string | undefined {
  const start = amzTime(date);
  const seconds = Number(expires);
  if (start === undefined || !/^\d{1,6}$/.test(expires)) return 'it does not say until when it is good';
  if (seconds > longestProofSeconds) return `it is good for more than ${longestProofSeconds} seconds`;
  if (start > now + clockSkewMs) return 'it comes from the future; set the clock';
  return now < start + seconds * 1_000 ? undefined : 'it is over';
}

/** Reads `20261121T101112Z`. */
function amzTime(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  if (second === undefined) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
