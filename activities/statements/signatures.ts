import { SignCommand, VerifyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { BacklotError } from '../../domain/errors.js';
import { wellKnown } from '../../domain/names.js';
import { awsErrorName } from '../aws/error-names.js';

// The alias is looked up in the place of the client, never in what is to be checked.
const key = { KeyId: wellKnown.statementKey, SigningAlgorithm: 'ECDSA_SHA_256', MessageType: 'RAW' } as const;

/** Signs the digest of a statement with the statement key of the client's place; base64. */
export async function signDigest(kms: KMSClient, digest: string): Promise<string> {
  const { Signature } = await kms.send(new SignCommand({ ...key, Message: messageOf(digest) }));
  if (Signature !== undefined) return Buffer.from(Signature).toString('base64');
  throw new BacklotError('CannotDecide', 'KMS answered without a signature, so nothing was said. Try again.');
}

/** Tells whether a signature of a digest was made with the statement key of the client's place. */
export async function isGenuine(kms: KMSClient, digest: string, signature: string): Promise<boolean> {
  try {
    const answer = await kms.send(
      new VerifyCommand({ ...key, Message: messageOf(digest), Signature: Buffer.from(signature, 'base64') }),
    );
    return answer.SignatureValid === true;
  } catch (error) {
    if (awsErrorName(error) === 'KMSInvalidSignatureException') return false;
    throw error;
  }
}

/** What is signed says what it is for: a signature made for another purpose is none of a statement. */
function messageOf(digest: string): Buffer {
  return Buffer.from(`backlot image statement 1 sha256:${digest}`, 'utf8');
}
