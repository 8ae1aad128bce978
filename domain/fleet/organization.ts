import { z } from 'zod';
import {
  accountIdSchema,
  approverArnSchema,
  cidrSchema,
  dnsNameSchema,
  durationSchema,
  endpointServiceSchema,
  identityCenterSchema,
  identityStoreSchema,
  keyAliasSchema,
  moneySchema,
  nameSchema,
  permissionSetIdSchema,
  permissionSetNameSchema,
  readerArnSchema,
  regionSchema,
  resourceTypeSchema,
  roleNameSchema,
} from './value-schemas.js';

const count = (least: number, most: number): z.ZodNumber => z.number().int().min(least).max(most);

const managementSchema = z.strictObject({
  account: accountIdSchema.describe('The organisation’s management account.'),
  role: roleNameSchema.prefault('BacklotAccounts').describe('Creates, moves and tags accounts.'),
});

const builderSchema = z.strictObject({
  account: accountIdSchema.describe('The account where workers get their base identity.'),
});

const productionSchema = z.strictObject({
  account: accountIdSchema.describe('The account that holds the databases to copy.'),
  role: roleNameSchema.prefault('BacklotSource').describe('Describes, makes and shares snapshots; nothing else.'),
  temporaryInstances: z
    .enum(['allowed', 'forbidden'])
    .default('forbidden')
    .describe('Whether a point-in-time copy may restore a temporary instance in production.'),
});

const cleanroomRegionSchema = z.strictObject({
  cidr: cidrSchema
    .optional()
    .describe('The block of its VPC, which is connected to no other; 10.255.0.0/20 when left out.'),
  temporalService: endpointServiceSchema
    .optional()
    .describe('The endpoint service by which the workers there reach Temporal: a clean room has no way out.'),
});

const cleanroomSchema = z.strictObject({
  account: accountIdSchema.describe('The account where raw copies are restored, scrubbed and verified.'),
  regions: z.record(regionSchema, cleanroomRegionSchema).describe('The regions that have a quarantine network.'),
});

const dnsSchema = z.strictObject({
  account: accountIdSchema.describe('The account that holds the parent zone.'),
  role: roleNameSchema.prefault('BacklotDns').describe('Delegates the zones of environments.'),
  parentZone: dnsNameSchema.describe('The zone under which every environment’s zone lies.'),
});

const stateSchema = z.strictObject({
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
    .describe('The bucket, in the builder account, for Terraform state, reports and fleet snapshots.'),
  region: regionSchema.describe('The bucket’s region.'),
  kmsKey: keyAliasSchema.describe('The key that encrypts the bucket.'),
});

const accountPoolSchema = z.strictObject({
  organizationalUnit: z.string().min(1).describe('Where empty accounts wait.'),
  min: count(0, 1000).default(0).describe('How many empty accounts to keep ready.'),
  max: count(1, 1000).describe('How many accounts the pool may hold.'),
  email: z
    .string()
    .regex(/^[^@\s]*\{serial\}[^@\s]*@[^@\s]+$/)
    .describe('The address pattern of new accounts; `{serial}` makes it unique, `{account}` is optional.'),
});

const centerSchema = z.strictObject({
  region: regionSchema.describe('The region that Identity Center was set up in.'),
  instance: identityCenterSchema.describe('The organisation’s instance.'),
  identityStore: identityStoreSchema.describe('The store that has the groups of the instance.'),
  permissionSets: z
    .record(permissionSetNameSchema, permissionSetIdSchema)
    .refine((sets) => Object.keys(sets).length > 0, { message: 'at least one permission set is needed' })
    .describe('The permission sets that Backlot gives and takes away in its accounts, by name; it touches no other.'),
});

const limitsSchema = z.strictObject({
  snapshotCopiesPerRegion: count(1, 10)
    .default(10)
    .describe('Snapshot copies in progress per region and account; half of what AWS allows at most.'),
  databasesInFlight: count(1, 10_000).default(20).describe('Databases of one operation in work at once.'),
  accountsInFlight: count(1, 1000).default(5).describe('Environments spawned at once.'),
});

const imagesSchema = z.strictObject({
  keep: count(1, 100).default(3).describe('Sanitised images kept per database.'),
  maxAge: durationSchema.prefault('7d').describe('Age at which an image is deleted.'),
});

const rawSchema = z.strictObject({
  maxAge: durationSchema.prefault('6h').describe('Age at which anything raw is deleted, finished or not.'),
});

/** The form of `organization.yaml`: the accounts, roles and limits that all environments share. */
export const organizationSchema = z.strictObject({
  organization: nameSchema.describe('The organisation’s short name.'),
  sandbox: z
    .boolean()
    .default(false)
    .describe('Whether this fleet describes a local sandbox. Only then is an AWS endpoint setting accepted.'),
  management: managementSchema,
  builder: builderSchema,
  production: productionSchema,
  cleanroom: cleanroomSchema,
  dns: dnsSchema,
  protectedAccounts: z.array(accountIdSchema).default([]).describe('Accounts that Backlot refuses to change or empty.'),
  state: stateSchema,
  accountPool: accountPoolSchema.optional().describe('Empty accounts for new environments.'),
  identityCenter: centerSchema
    .optional()
    .describe('Where `access` of the account files is given; when left out, Backlot gives none and takes none.'),
  residency: z
    .record(nameSchema, z.array(regionSchema).min(1))
    .default({})
    .describe('Residency groups: the regions that the data of a group may be in.'),
  approvals: z
    .enum(['proof', 'trust-namespace'])
    .default('proof')
    .describe('Whether an approval must carry proof of who gave it, or access to the Temporal namespace is enough.'),
  approvers: z
    .array(approverArnSchema)
    .default([])
    .describe(
      'ARNs, with `*`, of those who may approve; when left out, everybody of the management and builder accounts. ' +
        'Never one of Backlot’s own identities.',
    ),
  selfApproval: z
    .enum(['allowed', 'forbidden'])
    .default('allowed')
    .describe('Whether whoever asked for an operation may approve its plans.'),
  readers: z
    .array(readerArnSchema)
    .default([])
    .describe(
      'ARNs, with `*`, of the users and roles of people who may look, and plan, as BacklotRead in any account.',
    ),
  prices: z
    .record(resourceTypeSchema, moneySchema)
    .default({})
    .describe('What one resource of a type costs in a month, for the estimate of `backlot plan`.'),
  limits: limitsSchema.prefault({}),
  images: imagesSchema.prefault({}),
  raw: rawSchema.prefault({}),
});

/** The organisation after parsing: durations in milliseconds, defaults filled in. */
export type Organization = z.infer<typeof organizationSchema>;
