import { z } from 'zod';
import { scrubRulesSchema } from './rules.js';
import {
  databaseRoleSchema,
  dnsNameSchema,
  instanceIdSchema,
  nameSchema,
  regionSchema,
  timeSchema,
} from './value-schemas.js';
import { patternText } from './text-value.js';

/** The place of a member's own name in a family's texts. */
export const memberPlaceholder = '{member}';

const snapshotShape = {
  engine: z.literal('postgres').describe('The engine.'),
  snapshot: z
    .enum(['latest-automated', 'fresh', 'point-in-time'])
    .default('latest-automated')
    .describe('Which state of production is copied.'),
  at: timeSchema
    .optional()
    .describe('The moment, for `snapshot: point-in-time`; the latest restorable one when left out.'),
  allowSingleAz: z
    .boolean()
    .default(false)
    .describe('Whether `snapshot: fresh` may be taken of a single-zone instance, whose I/O it suspends.'),
};

const sourceSchema = z.strictObject({
  ...snapshotShape,
  instance: instanceIdSchema.describe('The identifier of the production instance.'),
  region: regionSchema.describe('The region of the production instance.'),
});

const familySourceSchema = z.strictObject({
  ...snapshotShape,
  regions: z.array(regionSchema).min(1).describe('The regions where members are looked for.'),
});

const selectorSchema = z
  .strictObject({
    tags: z.record(z.string().min(1), z.string()).optional().describe('Tags that every member has, with these values.'),
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]*\*?[a-z0-9-]*$/)
      .optional()
      .describe('A pattern of instance identifiers with one `*`.'),
  })
  .refine((selector) => selector.name !== undefined || Object.keys(selector.tags ?? {}).length > 0, {
    message: 'the selector selects nothing',
    params: {
      code: 'MissingKey',
      why: 'a selector without tags and name would select every instance of production',
      mend: 'add `tags:` or `name:`',
    },
  });

const memberDnsNameSchema = patternText({
  title: 'a DNS name with {member} in it',
  code: 'DnsNameInvalid',
  examples: ['{member}.db'],
  pattern: /^(?=.{1,200}$)(?:[a-z0-9-]+[.-])*\{member\}(?:[.-][a-z0-9-]+)*$/,
  wrong: 'a family needs one name for each member, so {member} must occur in it once',
});

const sharedShape = {
  applicationRoles: z
    .array(databaseRoleSchema)
    .default([])
    .describe('Roles that keep name and grants and get the environment’s passwords; no other role can log in.'),
  scrub: scrubRulesSchema.describe('A rule for every logical database, table and column; what has none stops the run.'),
};

/** The form of `databases/*.yaml` with `database:`: one production instance. */
export const databaseSchema = z.strictObject({
  database: nameSchema.describe('The database’s name, and the file’s.'),
  source: sourceSchema,
  residency: nameSchema.optional().describe('The residency group that its data must stay in; anywhere when left out.'),
  dnsName: dnsNameSchema.describe('Its name in every environment, relative to the environment’s zone.'),
  ...sharedShape,
});

/** The form of `databases/*.yaml` with `family:`: one database for each customer, all with the same rules. */
export const databaseFamilySchema = z.strictObject({
  family: nameSchema.describe('The family’s name, and the file’s.'),
  selector: selectorSchema,
  source: familySourceSchema,
  residency: z
    .union([nameSchema, z.strictObject({ tag: z.string().min(1).describe('The tag that names the group.') })])
    .optional()
    .describe('The residency group of all members, or the tag of each that names it.'),
  dnsName: memberDnsNameSchema.describe('The name of each member, relative to the environment’s zone.'),
  ...sharedShape,
});

/** A database after parsing. */
export type Database = z.infer<typeof databaseSchema>;

/** A family of databases after parsing; its members are found when an operation resolves it. */
export type DatabaseFamily = z.infer<typeof databaseFamilySchema>;

/** Where a database's data comes from. */
export type DatabaseSource = Database['source'];
