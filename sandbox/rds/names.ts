import { createHash, randomBytes } from 'node:crypto';

import { faults } from './faults.js';
import type { Place } from './records.js';

/** The kinds of resources that have an ARN here, by the word that stands in it. */
export type ResourceKind = 'db' | 'snapshot' | 'subgrp' | 'pg';

/** The parts of an RDS ARN. */
export interface ResourceName extends Place {
  readonly kind: string;
  readonly name: string;
}

/** Writes the ARN of a resource. */
export function arn({ accountId, region }: Place, kind: ResourceKind, name: string): string {
  return `arn:aws:rds:${region}:${accountId}:${kind}:${name}`;
}

/** Reads an RDS ARN; `undefined` for anything else, such as a plain name. */
export function parseArn(text: string): ResourceName | undefined {
  const match = /^arn:aws[a-z-]*:rds:([a-z0-9-]+):(\d{12}):([a-z-]+):(.+)$/.exec(text);
  if (match === null) return undefined;
  const [, region = '', accountId = '', kind = '', name = ''] = match;
  return { accountId, region, kind, name };
}

/** The endpoint name of an instance: its middle part is the same for all of an account in a region. */
export function endpointName({ accountId, region }: Place, identifier: string): string {
  const digest = createHash('sha256').update(`${accountId}/${region}`).digest();
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const middle = [...digest.subarray(0, 12)].map((byte) => letters[byte % letters.length]).join('');
  return `${identifier}.${middle}.${region}.rds.amazonaws.com`;
}

/** A new `db-…` id: unlike the identifier it is never used twice and survives a renaming. */
export function newResourceId(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return `db-${[...randomBytes(26)].map((byte) => letters[byte % letters.length]).join('')}`;
}

/**
 * Checks an identifier as RDS does and returns it in lower case, as RDS keeps it.
 *
 * @throws {AwsError} `InvalidParameterValue`
 */
export function checkIdentifier(parameter: string, value: string, longest: number): string {
  if (value.length > longest || !/^[A-Za-z](?:-?[A-Za-z0-9])*$/.test(value)) {
    throw faults.value(
      `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
    );
  }
  return value.toLowerCase();
}
