import { digestHeader } from '../../domain/approvals/proof.js';
import { BacklotError } from '../../domain/errors.js';
import { requirePulse } from '../edge/pulse.js';

const answerMs = 10_000;

/**
 * Sends a proof to STS and returns the ARN of whoever signed it; nothing when AWS refuses it. The form of the proof must
 * have been checked: it says where it goes.
 */
export async function askWhoSigned(proof: string, digest: string): Promise<string | undefined> {
  requirePulse();
  const answer = await fetch(proof, {
    headers: { [digestHeader]: digest, accept: 'application/xml' },
    redirect: 'error',
    signal: AbortSignal.timeout(answerMs),
  }).catch((error: unknown) => {
    // Its words may name the address, which is the proof.
    const name = error instanceof Error ? error.name : 'Error';
    throw new BacklotError(
      'Unreachable',
      `STS did not answer (${name}), so nothing was approved yet; it is asked again.`,
    );
  });
  const text = await answer.text();
  if (answer.status >= 500 || answer.status === 429) {
    throw new BacklotError(
      'Throttled',
      `STS answered ${answer.status}, so nothing was approved yet; it is asked again.`,
    );
  }
  if (!answer.ok) return undefined;
  return /<Arn>(arn:aws[\w-]*:(?:sts|iam)::\d{12}:[\w+=,.@:/-]+)<\/Arn>/.exec(text)?.[1];
}
