import { describe, expect, it } from 'vitest';

import { isAllowed } from '../../sandbox/postgres/front/address-rules.js';
import { fatalError, readFirstMessage } from '../../sandbox/postgres/front/startup-message.js';

function packet(code: number, body = ''): Buffer {
  const bytes = Buffer.alloc(8 + Buffer.byteLength(body));
  bytes.writeInt32BE(bytes.length, 0);
  bytes.writeInt32BE(code, 4);
  bytes.write(body, 8);
  return bytes;
}

const startup = packet(196_608, 'user\0acme_admin\0database\0app\0\0');

describe('readFirstMessage', () => {
  it.each([
    ['a wish for TLS', packet(80_877_103), 'tls-request'],
    ['a wish for GSS', packet(80_877_104), 'gss-request'],
    ['a cancellation', packet(80_877_102, '12345678'), 'cancel'],
    ['TLS without asking', Buffer.from([0x16, 3, 1, 0, 5]), 'direct-tls'],
    ['an older protocol', packet(2 << 16), 'unknown'],
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\n'), 'unknown'],
    ['a packet longer than PostgreSQL takes', packet(196_608, 'x'.repeat(10_001)), 'unknown'],
  ])('knows %s', (_what, bytes, kind) => {
    expect(readFirstMessage(bytes)).toEqual({ kind });
  });

  it('reads who wants to go where', () => {
    const message = readFirstMessage(startup);
    expect(message).toMatchObject({ kind: 'startup' });
    expect(message?.kind === 'startup' && Object.fromEntries(message.parameters)).toEqual({
      user: 'acme_admin',
      database: 'app',
    });
  });

  it('waits for all of a message that comes in pieces', () => {
    for (let length = 0; length < startup.length; length += 1) {
      expect(readFirstMessage(startup.subarray(0, length))).toBeUndefined();
    }
  });
});

describe('fatalError', () => {
  it('is an ErrorResponse whose length is right', () => {
    const bytes = fatalError('28000', 'no entry for “café”');
    expect(bytes.toString('latin1', 0, 1)).toBe('E');
    expect(bytes.readInt32BE(1)).toBe(bytes.length - 1);
    expect(bytes.toString('utf8', 5)).toBe('SFATAL\0VFATAL\0C28000\0Mno entry for “café”\0\0');
  });
});

describe('isAllowed', () => {
  it.each([
    ['127.41.2.1', ['127.41.2.1/32'], true],
    ['127.41.2.2', ['127.41.2.1/32'], false],
    ['127.41.2.2', ['10.0.0.0/8', '127.41.2.0/24'], true],
    ['127.41.3.2', ['127.41.2.0/24'], false],
    ['127.41.3.2', [], false],
    ['8.8.8.8', ['0.0.0.0/0'], true],
    ['', ['0.0.0.0/0'], false],
    ['127.41.2.1', ['not-a-network/32'], false],
  ])('%s by %j: %s', (address, blocks, expected) => {
    expect(isAllowed(address, blocks)).toBe(expected);
  });
});
