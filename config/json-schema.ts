import { z } from 'zod';
import { accountSchema } from '../domain/fleet/account.js';
import { clusterSchema } from '../domain/fleet/cluster.js';
import { databaseFamilySchema, databaseSchema } from '../domain/fleet/database.js';
import { organizationSchema } from '../domain/fleet/organization.js';

/** The files of a fleet by kind, with the schema of each. */
export const fileSchemas = {
  organization: organizationSchema,
  account: accountSchema,
  database: z.union([databaseSchema, databaseFamilySchema]),
  cluster: clusterSchema,
} as const;

/** One kind of fleet file. */
export type FileKind = keyof typeof fileSchemas;

/** Tells whether a word is a kind of fleet file. */
export function isFileKind(word: string): word is FileKind {
  return Object.hasOwn(fileSchemas, word);
}

/**
 * Gives the JSON Schema of what a person writes into a file of this kind, for editors. Parts that occur more than once
 * are referred to, or written out each time.
 */
export function jsonSchemaOf(kind: FileKind, reused: 'ref' | 'inline' = 'ref'): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(fileSchemas[kind], { io: 'input', reused }) as Record<string, unknown>;
  return { $schema, title: `Backlot ${kind} file`, ...rest };
}
