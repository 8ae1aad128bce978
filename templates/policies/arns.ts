import type { AccountScope } from './policy-scope.js';

/** Kinds of RDS resources, as their ARNs name them. */
export type RdsKind = 'db' | 'snapshot' | 'pg' | 'og' | 'subgrp';

/** Names RDS resources of an account in each of its regions. */
export function rdsArns({ id, regions }: AccountScope, kind: RdsKind, ...patterns: readonly string[]): string[] {
  return regions.flatMap((region) => patterns.map((pattern) => `arn:aws:rds:${region}:${id}:${kind}:${pattern}`));
}

/** Names the secrets of an account below some paths. AWS adds a suffix of its own, which the `*` covers as well. */
export function secretArns({ id, regions }: AccountScope, ...patterns: readonly string[]): string[] {
  return regions.flatMap((region) =>
    patterns.map((pattern) => `arn:aws:secretsmanager:${region}:${id}:secret:${pattern}`),
  );
}

/** Names the keys of an account. Keys have no names of their own: a condition on their alias chooses among them. */
export function keyArns({ id, regions }: AccountScope): string[] {
  return regions.map((region) => `arn:aws:kms:${region}:${id}:key/*`);
}

/** Names a role. */
export function roleArn(accountId: string, role: string): string {
  return `arn:aws:iam::${accountId}:role/${role}`;
}

/** Narrows an account to one of its regions. */
export function inRegion({ id }: AccountScope, region: string): AccountScope {
  return { id, regions: [region] };
}
