import 'reflect-metadata';

import { webcrypto, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';

import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const days = 86_400_000;

/** Issues the certificates of the sandbox's servers. It lives as long as the process; its key is never written. */
export interface CertificateAuthority {
  /** The authority's own certificate, for clients to trust. */
  readonly pem: string;
  /** Issues a certificate for a server of one name. */
  issue(name: string): Promise<SecureContext>;
}

/** Makes a new certificate authority. */
export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const keys = await newKeys();
  const subject = 'CN=Backlot sandbox database CA';
  const root = await X509CertificateGenerator.createSelfSigned(
    {
      name: subject,
      serialNumber: serial(),
      ...validity(),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ],
    },
    webcrypto,
  );
  const pem = root.toString('pem');
  return {
    pem: `${pem}\n`,
    async issue(name) {
      const own = await newKeys();
      const certificate = await X509CertificateGenerator.create(
        {
          // A common name ends at 64 characters; the alternative name is what clients compare.
          subject: [{ CN: [name.slice(0, 64)] }],
          issuer: subject,
          serialNumber: serial(),
          ...validity(),
          signingAlgorithm: algorithm,
          publicKey: own.publicKey,
          signingKey: keys.privateKey,
          extensions: [
            new BasicConstraintsExtension(false, undefined, true),
            new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
            new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
            new SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
          ],
        },
        webcrypto,
      );
      return createSecureContext({
        cert: `${certificate.toString('pem')}\n${pem}\n`,
        key: await privateKeyPem(own.privateKey),
        minVersion: 'TLSv1.2',
      });
    },
  };
}

/** Tells until when a certificate in PEM form is valid. */
export function validUntil(pem: string): Date {
  return new Date(new X509Certificate(pem).validTo);
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  const body = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${(body.match(/.{1,64}/g) ?? []).join('\n')}\n-----END PRIVATE KEY-----\n`;
}

function serial(): string {
  const bytes = Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)));
  // A serial number is positive and keeps its length.
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

function validity(): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - days), notAfter: new Date(Date.now() + 365 * days) };
}
