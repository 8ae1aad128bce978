import { keyArns } from './arns.js';
import { allOf } from './conditions.js';
import type { AccountScope } from './policy-scope.js';
import type { Conditions, PolicyRule } from './policy-document.js';

/** What RDS needs to read what a key encrypted, on behalf of whoever asks it to. */
export const readingUses = ['kms:DescribeKey', 'kms:Decrypt', 'kms:GenerateDataKey*'] as const;

/** What AWS documents for copying under a key: reading, and writing besides. */
export const copyingUses = [...readingUses, 'kms:Encrypt', 'kms:ReEncrypt*'] as const;

/** Keys in one account that a role uses, and only by asking RDS. */
export interface KeyUse {
  readonly sid: string;
  readonly why: string;
  readonly owner: AccountScope;
  /** The alias that chooses the key; every key of the owner when left out. */
  readonly alias?: string;
  readonly uses: readonly string[];
  /** Regions whose RDS is asked. */
  readonly regions: readonly string[];
}

/**
 * Lets a role use keys through RDS: never by itself, and with grants for RDS only. Without the two conditions the same
 * permission would decrypt a data key outside RDS, or hand the key to anybody.
 */
export function throughRds({ sid, why, owner, alias, uses, regions }: KeyUse): PolicyRule[] {
  const conditions = allOf(viaRds(regions), alias === undefined ? {} : hasAlias(alias));
  const resources = keyArns(owner);
  return [
    { sid, why, actions: uses, resources, conditions },
    {
      sid: `${sid}Grants`,
      why: 'RDS gives itself a grant on the key for later use; a grant for anybody else is refused',
      actions: ['kms:CreateGrant'],
      resources,
      conditions: allOf(conditions, forAwsOnly),
    },
  ];
}

/** The call came through RDS in one of these regions. */
export function viaRds(regions: readonly string[]): Conditions {
  return { StringEquals: { 'kms:ViaService': regions.map((region) => `rds.${region}.amazonaws.com`) } };
}

/** The key has this alias. */
export function hasAlias(alias: string): Conditions {
  return { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } };
}

/** The grant is for a service of AWS, asked for by that service. */
export const forAwsOnly: Conditions = { Bool: { 'kms:GrantIsForAWSResource': 'true' } };
