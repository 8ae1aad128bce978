import type { Account } from './account.js';
import type { FleetFiles, ParsedFile } from './fleet-files.js';
import type { Finding } from './problem.js';
import { formatDuration } from './values/duration.js';

/** Finds cutovers that could not pass their own health check, and ages that undo one another. */
export function* checkCutover(files: FleetFiles): Iterable<Finding> {
  for (const account of files.accounts) yield* checkAccount(account);
  if (!files.organization) return;
  const { file, value } = files.organization;
  if (value.raw.maxAge > value.images.maxAge) {
    yield {
      code: 'AgeImpossible',
      file,
      path: ['raw', 'maxAge'],
      what: `raw copies may live ${formatDuration(value.raw.maxAge)}, longer than images (${formatDuration(value.images.maxAge)})`,
      why: 'what is raw must be gone first',
      mend: 'lower `raw.maxAge` or raise `images.maxAge`',
    };
  }
}

function* checkAccount({ file, value }: ParsedFile<Account>): Iterable<Finding> {
  const cutover = value.databases?.cutover;
  if (!cutover) return;
  const at = (key: keyof typeof cutover): Pick<Finding, 'file' | 'path'> => ({
    file,
    path: ['databases', 'cutover', key],
  });
  if (cutover.method === 'rename') {
    yield {
      code: 'CutoverImpossible',
      ...at('method'),
      what: '`method: rename` is not available yet',
      why: 'this version moves clients by DNS only',
      mend: 'set `method: cname`, with `sslmode: verify-ca` where certificates are checked',
    };
  }
  if (cutover.method === 'cname' && cutover.sslmode === 'verify-full') {
    yield {
      code: 'CutoverImpossible',
      ...at('sslmode'),
      what: '`sslmode: verify-full` fails through a CNAME',
      why: 'the certificate of an RDS instance names its own endpoint, not the alias',
      mend: 'set `sslmode: verify-ca`, which checks the certificate’s authority',
    };
  }
  if (cutover.ttl % 1000 !== 0) {
    yield {
      code: 'CutoverImpossible',
      ...at('ttl'),
      what: `a time to live of ${formatDuration(cutover.ttl)} cannot be written into a DNS record`,
      why: 'DNS counts whole seconds',
      mend: 'write whole seconds, for example 5s',
    };
  }
  if (cutover.drainAfter < cutover.ttl) {
    yield {
      code: 'CutoverImpossible',
      ...at('drainAfter'),
      what: `the old generation is fenced after ${formatDuration(cutover.drainAfter)}, before its name has expired (${formatDuration(cutover.ttl)})`,
      why: 'clients that cache the answer would still go to the old generation and be refused',
      mend: 'raise `drainAfter` to at least `ttl`',
    };
  }
  if (value.expires !== undefined && value.expires < cutover.keepPrevious) {
    yield {
      code: 'AgeImpossible',
      ...at('keepPrevious'),
      what: `the previous generation would be kept ${formatDuration(cutover.keepPrevious)}, longer than the environment (${formatDuration(value.expires)})`,
      why: 'the environment is destroyed with all its generations',
      mend: 'lower `keepPrevious` or raise `expires`',
    };
  }
}
