import { z } from 'zod';
import { hookSchema, restoreHookSchema } from './hook.js';
import {
  accountIdSchema,
  cidrSchema,
  cronSchema,
  dnsNameSchema,
  durationSchema,
  emailSchema,
  endpointServiceSchema,
  groupNameSchema,
  instanceClassSchema,
  moneySchema,
  nameSchema,
  permissionSetNameSchema,
  regionSchema,
  timeZoneSchema,
} from './value-schemas.js';

const includedSchema = z.strictObject({
  name: nameSchema.describe('A database or a family.'),
  class: instanceClassSchema.optional().describe('The instance class here; production’s when left out.'),
  region: regionSchema.optional().describe('The region here; chosen by residency and source when left out.'),
});

const includeSchema = z
  .union([nameSchema, includedSchema])
  .transform((entry): z.infer<typeof includedSchema> => (typeof entry === 'string' ? { name: entry } : entry));

const refreshSchema = z.strictObject({
  cron: cronSchema.describe('When the databases are refreshed.'),
  timezone: timeZoneSchema.prefault('UTC').describe('The time zone of `cron`.'),
  catchUp: durationSchema.prefault('1h').describe('How late a missed refresh may still start.'),
});

/** How clients are moved to a new generation. */
export const cutoverSchema = z.strictObject({
  method: z
    .enum(['cname', 'rename'])
    .default('cname')
    .describe('`cname`: one DNS batch. `rename`, by swapping instance identifiers, is not available yet.'),
  sslmode: z
    .enum(['disable', 'require', 'verify-ca', 'verify-full'])
    .default('require')
    .describe('How clients connect, and so how the health check does. `verify-full` fails through a CNAME.'),
  ttl: durationSchema.prefault('5s').describe('Time to live of the DNS records, in whole seconds.'),
  drainAfter: durationSchema
    .prefault('10m')
    .describe('Time between the DNS change and the fencing of the old generation.'),
  keepPrevious: durationSchema.prefault('4h').describe('Time the fenced generation is kept for rollback.'),
  approval: z.boolean().default(false).describe('Whether a person must approve each cutover.'),
});

const databasesSchema = z.strictObject({
  include: z.array(includeSchema).describe('The databases and families that the environment gets.'),
  refresh: refreshSchema.optional().describe('The schedule; refreshed only on request when left out.'),
  cutover: cutoverSchema.prefault({}),
  partial: z
    .enum(['allowed', 'forbidden'])
    .default('forbidden')
    .describe('Whether the others are cut over when one database fails.'),
  maxSkew: durationSchema
    .optional()
    .describe('The largest difference between the data times of one generation; any when left out.'),
});

const hooksSchema = z.strictObject({
  preDeploy: z.array(hookSchema).default([]).describe('Run before the stacks are applied.'),
  postDeploy: z.array(hookSchema).default([]).describe('Run after the stacks are applied.'),
  postRestore: z
    .array(restoreHookSchema)
    .default([])
    .describe('Run against each restored database before its health check.'),
});

const accountRegionSchema = z.strictObject({
  cidr: cidrSchema.describe('The block of the VPC; no two of the fleet overlap.'),
  availabilityZones: z.number().int().min(2).max(6).default(3).describe('Zones that the network spans.'),
  temporalService: endpointServiceSchema
    .optional()
    .describe('The endpoint service by which the worker there reaches Temporal, where it has no other way out.'),
});

const budgetSchema = z.strictObject({
  monthly: moneySchema.describe('What the account may cost in a month.'),
  notify: z
    .array(emailSchema)
    .max(10)
    .default([])
    .describe('Who is told when four fifths are spent, or all of it is forecast to be; nobody when left out.'),
});

const accessSchema = z.strictObject({
  group: groupNameSchema.describe('A group of people, by its name in the identity store.'),
  permissionSet: permissionSetNameSchema.describe('What they may do: one of `identityCenter.permissionSets`.'),
});

const zoneSchema = z.strictObject({
  name: dnsNameSchema.describe('The environment’s DNS zone, under the parent zone.'),
  visibility: z
    .enum(['private', 'public'])
    .default('private')
    .describe('Who can ask for its names: the environment’s own network, or everybody.'),
});

/** The form of `accounts/*.yaml`: one environment. */
export const accountSchema = z.strictObject({
  account: nameSchema.describe('The environment’s name, and the file’s.'),
  accountId: accountIdSchema.optional().describe('The AWS account, when it exists already.'),
  blueprint: nameSchema.optional().describe('The archetype that its stacks are made from.'),
  organizationalUnit: z.string().min(1).optional().describe('Where the account lies in the organisation.'),
  approval: z
    .enum(['auto', 'destructive-only', 'always'])
    .default('destructive-only')
    .describe('Which plans wait for a person.'),
  expires: durationSchema
    .optional()
    .describe('Age at which the environment is destroyed, a day after notice at the earliest; never when left out.'),
  regions: z
    .record(regionSchema, accountRegionSchema)
    .refine((regions) => Object.keys(regions).length > 0, { message: 'at least one region is needed' })
    .describe('The regions it has a network in.'),
  zone: zoneSchema,
  parameters: z.record(z.string(), z.json()).default({}).describe('The blueprint’s own parameters.'),
  databases: databasesSchema.optional(),
  hooks: hooksSchema.prefault({}),
  budget: budgetSchema.optional(),
  access: z
    .array(accessSchema)
    .default([])
    .describe('Who may enter the account by the permission sets of `identityCenter`; by these nobody else may.'),
});

/** An environment after parsing: durations in milliseconds, `include` entries as objects, defaults filled in. */
export type Account = z.infer<typeof accountSchema>;

/** How an environment's clients are moved to a new generation. */
export type Cutover = z.infer<typeof cutoverSchema>;

/** One entry of an environment's `databases.include`. */
export type IncludedDatabase = z.infer<typeof includedSchema>;
