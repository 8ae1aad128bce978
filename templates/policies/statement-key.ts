import { wellKnown } from '../../domain/names.js';
import { allOf } from './conditions.js';
import type { Conditions } from './policy-document.js';
import { hasAlias } from './through-rds.js';

/** The call signs or checks with the key of statements, in the one way that statements are signed. */
export const withStatementKey: Conditions = allOf(hasAlias(wellKnown.statementKey), {
  StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' },
});
