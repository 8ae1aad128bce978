import { z } from 'zod';
import { durationSchema, nameSchema, regionSchema } from './value-schemas.js';

const replicaSchema = z.strictObject({
  region: regionSchema.describe('Where its nodes are.'),
  machine: z
    .string()
    .regex(/^[a-z0-9-]+\.[a-z0-9-]+$/)
    .describe('The EC2 instance type.'),
  nodes: z.array(z.number().int().min(1).max(9999)).min(1).describe('The ids of the nodes.'),
  canary: z.boolean().default(false).describe('Whether a roll begins here.'),
});

const verifySchema = z.strictObject({ http: z.string().regex(/^\//).describe('A path that must answer 200.') });

const rollSchema = z.strictObject({
  surge: z.number().int().min(1).max(10).default(1).describe('Nodes added before one is removed.'),
  bake: durationSchema.prefault('10m').describe('Time the canary is watched.'),
  verify: z.array(verifySchema).default([]).describe('Checks after each step.'),
  keepOld: durationSchema.prefault('1h').describe('Time old nodes are kept, stopped, for going back.'),
});

const notOfARegion = (key: string) => ({
  code: 'custom' as const,
  path: [key],
  params: {
    code: 'RegionInvalid',
    why: 'nodes are started from the image of their region',
    mend: 'name a region, or remove it',
  },
  message: 'AWS regions look like us-east-1 (no zone letter behind the number)',
});

/** The form of `clusters/*.yaml`: replicas per region with node ids. */
export const clusterSchema = z.strictObject({
  cluster: nameSchema.describe('The cluster’s name, and the file’s.'),
  account: nameSchema.describe('`production` or an environment.'),
  driver: z.enum(['patroni', 'http']).describe('What is asked about primaries and health.'),
  image: z
    .record(z.string(), z.string().min(1))
    .refine((image) => image['version'] !== undefined, {
      params: {
        code: 'MissingKey',
        why: 'a roll goes from one version to another',
        mend: 'add `version:` beside the images of the regions',
      },
      message: 'the image has no version',
    })
    .superRefine((image, { addIssue }) => {
      for (const key of Object.keys(image)) {
        if (key !== 'version' && !regionSchema.safeParse(key).success) addIssue(notOfARegion(key));
      }
    })
    .describe('The machine image of each region, and `version`.'),
  replicas: z.record(nameSchema, replicaSchema),
  roll: rollSchema.prefault({}),
});

/** A cluster after parsing. */
export type Cluster = z.infer<typeof clusterSchema>;
