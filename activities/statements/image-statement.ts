import { z } from 'zod';
import { jsonDigest } from '../state/canonical-json.js';

const digest = z.string().regex(/^[0-9a-f]{64}$/);

const imageStatementSchema = z.strictObject({
  version: z.literal(1),
  database: z.string(),
  operation: z.string(),
  epoch: z.string(),
  /** ISO time of the data. */
  dataTime: z.string(),
  /** The snapshot of the verified instance: what of it nobody can choose. */
  snapshot: z.strictObject({ arn: z.string(), createdAt: z.string(), originallyCreatedAt: z.string() }),
  /** Unique id of the verified instance. */
  resourceId: z.string(),
  /** Unique id of the instance that was restored from the snapshot and found equal to the verified one. */
  restoredResourceId: z.string(),
  /** The only snapshot that it may become, and the only key that it may be under. */
  image: z.strictObject({ arn: z.string(), key: z.string() }),
  engineVersion: z.string(),
  /** Digest of all definitions, by logical database. */
  schemas: z.record(z.string(), digest),
  rulesDigest: digest,
  report: z.strictObject({ key: z.string(), digest }),
  /** How much was ever written to the instance, before and after its snapshot. */
  closed: z.strictObject({ lsn: z.string(), nextTransaction: z.string(), writes: z.record(z.string(), z.string()) }),
  /** ISO time from which on it vouches for nothing. */
  expiresAt: z.iso.datetime(),
});

/** What the verifier says about one snapshot. No values, and nothing that differs when it is said again. */
export type ImageStatement = z.infer<typeof imageStatementSchema>;

/** A statement as it is stored. */
export const signedStatementSchema = z.strictObject({
  statement: imageStatementSchema,
  /** Base64 of the DER signature. */
  signature: z.string(),
});

/** A statement with its signature. */
export type SignedStatement = z.infer<typeof signedStatementSchema>;

/** SHA-256 over the canonical JSON of a statement; what is signed, and what an image carries as a tag. */
export function statementDigest(statement: ImageStatement): string {
  return jsonDigest(statement);
}

/** The key of a statement in the state bucket: beside the report of its verification. */
export function statementKey(reportKey: string): string {
  return reportKey.replace(/[^/]*$/, 'statement.json');
}
