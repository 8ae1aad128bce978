import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { generatePassword } from '../../activities/databases/passwords.js';
import { scramVerifier } from '../../activities/sql/scram.js';

test('the verifier is that of RFC 7677’s example', () => {
  // RFC 7677 §3: user "user", password "pencil", 4096 iterations. A server accepts the example's client proof with
  // this verifier: StoredKey = H(ClientKey), where ClientKey = proof XOR HMAC(StoredKey, AuthMessage).
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
  const verifier = scramVerifier('pencil', salt);
  const [, , stored = '', server = ''] = /^(SCRAM-SHA-256\$4096:[^$]+)\$([^:]+):(.+)$/.exec(verifier) ?? [];
  const authMessage =
    'n=user,r=rOprNGfwEbeRWgbNEkqO,' +
    'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,' +
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
  const proof = Buffer.from('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=', 'base64');
  const signature = createHmac('sha256', Buffer.from(stored, 'base64')).update(authMessage).digest();
  const clientKey = proof.map((byte, index) => byte ^ (signature[index] ?? 0));
  expect(createHash('sha256').update(clientKey).digest('base64')).toBe(stored);
  const serverSignature = createHmac('sha256', Buffer.from(server, 'base64')).update(authMessage).digest('base64');
  expect(serverSignature).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
});

test('equal passwords have different verifiers, and the password is in none', () => {
  const password = generatePassword();
  const [a, b] = [scramVerifier(password), scramVerifier(password)];
  expect(a).not.toBe(b);
  expect(a).not.toContain(password);
});

test('generated passwords have 192 bits and only characters that URLs and pgpass files take', () => {
  const passwords = new Set(Array.from({ length: 100 }, generatePassword));
  expect(passwords.size).toBe(100);
  for (const password of passwords) expect(password).toMatch(/^[A-Za-z0-9_-]{32}$/);
});
