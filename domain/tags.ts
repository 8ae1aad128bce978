/**
 * The tags that everything Backlot creates carries from birth. Finders, sweeps and adoption read nothing else:
 * a resource of the right name without `operation` and `kind` is somebody else's.
 */
export const tagKeys = {
  kind: 'backlot:kind',
  operation: 'backlot:operation',
  /** Id of the workflow that owns the resource while it is open. */
  workflow: 'backlot:workflow',
  /** Temporal namespace of that workflow: nobody can look it up from another one. */
  namespace: 'backlot:namespace',
  database: 'backlot:database',
  environment: 'backlot:environment',
  generation: 'backlot:generation',
  /** ISO time after which the sweep deletes the resource, whoever made it. */
  destroyBy: 'backlot:destroy-by',
  /** ISO time after which `reap` deletes a fenced generation. */
  retireAfter: 'backlot:retire-after',
  /** ISO time of the data: when the production snapshot was taken. */
  dataTime: 'backlot:data-time',
  /** Digest of the scrub rules that made the image. */
  rules: 'backlot:rules',
  /** Pseudonyms are equal in all images of one epoch. */
  epoch: 'backlot:epoch',
  /** Key of the verification report in the state bucket. */
  report: 'backlot:report',
  /** SHA-256 of the signed statement about the snapshot that an image is a copy of. */
  statement: 'backlot:statement',
  /** Name by which clients reach a generation. */
  dnsName: 'backlot:dns-name',
  /** Application roles of a generation, separated by spaces. */
  roles: 'backlot:roles',
  /** The database file whose rules made it. */
  rulesFile: 'backlot:rules-file',
  /** The stack whose Terraform state holds it: `qa1.network.us-east-1`. */
  stack: 'backlot:stack',
  /** ISO time after which the environment in an account may be destroyed. */
  expires: 'backlot:expires',
  /** When notice of that was given, and of which `expires`. */
  expiryNotice: 'backlot:expiry-notice',
  /** Digest of the configuration that an account's own roles were made from, as BacklotBootstrap. */
  bootstrapped: 'backlot:bootstrapped',
  /** `empty` on an account that was checked to be empty and belongs to nobody. */
  pool: 'backlot:pool',
} as const;

/** What a resource is in the pipeline, the value of the `kind` tag. */
export const resourceKinds = [
  'source-snapshot',
  'source-copy',
  'source-instance',
  'raw-copy',
  'quarantine',
  'scrubbed-snapshot',
  'image',
  'generation-copy',
  'generation',
] as const;

/** One of the kinds. */
export type ResourceKind = (typeof resourceKinds)[number];

/** Kinds that hold production's data before its verification: they have a maximum age and never outlive it. */
export const rawKinds: readonly ResourceKind[] = [
  'source-snapshot',
  'source-copy',
  'source-instance',
  'raw-copy',
  'quarantine',
  'scrubbed-snapshot',
];

/** Tags as the record that our own code passes around; keys without `backlot:` never occur. */
export type Tags = Readonly<Record<string, string>>;

/** Builds the tags of a resource; `undefined` members are left out. */
export function tagsOf(members: Partial<Record<keyof typeof tagKeys, string>>): Tags {
  return Object.fromEntries(
    Object.entries(members)
      .filter((entry): entry is [keyof typeof tagKeys, string] => entry[1] !== undefined)
      .map(([member, value]) => [tagKeys[member], value]),
  );
}
