import { wellKnown } from '../../domain/names.js';
import { keyArns } from './arns.js';
import { hasAlias } from './through-rds.js';
import type { PolicyRule } from './policy-document.js';
import type { PolicyScope } from './policy-scope.js';
import { withStatementKey } from './statement-key.js';

/** What BacklotVerify may do in the clean room: sign statements about verified databases. It reads and changes nothing. */
export function verifyRules({ cleanroom }: PolicyScope): PolicyRule[] {
  return [
    {
      sid: 'SignStatements',
      why: 'only the verifier says that a database was verified; who scrubs or shares cannot say so',
      actions: ['kms:Sign'],
      resources: keyArns(cleanroom),
      conditions: withStatementKey,
    },
    {
      sid: 'NameImageKey',
      why: 'a statement names the key that its image must be under; describing a key tells nothing that it encrypted',
      actions: ['kms:DescribeKey'],
      resources: keyArns(cleanroom),
      conditions: hasAlias(wellKnown.imageKey),
    },
  ];
}
