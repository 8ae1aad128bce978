import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A fleet that uses every kind of file and has no problem. */
export const goodFleet: Readonly<Record<string, string>> = {
  'organization.yaml': `organization: acme
management: { account: "100000000000" }
builder: { account: "111111111111" }
production:
  account: "222222222222"
  temporaryInstances: allowed
cleanroom:
  account: "333333333333"
  regions:
    us-east-1: {}
    eu-central-1: {}
dns: { account: "444444444444", parentZone: acme.example }
protectedAccounts: ["100000000000", "222222222222"]
state: { bucket: acme-backlot-state, region: us-east-1, kmsKey: alias/backlot-state }
accountPool: { organizationalUnit: Pool, min: 1, max: 10, email: "aws+{account}-{serial}@acme.example" }
residency:
  us: [us-east-1, us-west-2]
  eu: [eu-west-1, eu-central-1]
identityCenter:
  region: us-east-1
  instance: ssoins-7223a1b2c3d4e5f6
  identityStore: d-9067000000
  permissionSets:
    Developer: ps-0a1b2c3d4e5f6071
    ReadOnly: ps-1a1b2c3d4e5f6072
limits: { snapshotCopiesPerRegion: 10 }
images:
  keep: 3
  maxAge: 7d
raw:
  maxAge: 6h
`,
  'accounts/qa1.yaml': `account: qa1
accountId: "555555555555"
blueprint: service-platform
expires: 14d
regions:
  us-east-1: { cidr: 10.20.0.0/16, availabilityZones: 3 }
zone: { name: qa1.acme.example, visibility: private }
parameters: { logRetentionDays: 7, endpoints: [sqs] }
databases:
  include:
    - users
    - { name: orders, class: db.m6g.large }
    - customers
  refresh:
    cron: "0 3 * * *"
    timezone: Europe/Berlin
  cutover:
    method: cname
    sslmode: require
    ttl: 5s
    drainAfter: 10m
    keepPrevious: 4h
  maxSkew: 1h
hooks:
  preDeploy: [{ name: announce, run: [./announce.sh] }]
  postRestore:
    - name: migrate
      run: [./migrate.sh, --all]
      timeout: 5m
      as: app_rw
      databases: [users]
budget: { monthly: 2000 USD }
access:
  - { group: qa-engineers, permissionSet: Developer }
  - { group: support, permissionSet: ReadOnly }
`,
  'accounts/demo.yaml': `account: demo
blueprint: service-platform
regions:
  us-east-1: { cidr: 10.21.0.0/16 }
zone: { name: demo.acme.example }
`,
  'databases/users.yaml': `database: users
source:
  engine: postgres
  instance: prod-users
  region: us-east-1
  snapshot: latest-automated
residency: us
dnsName: users.db
applicationRoles: [app_rw, app_ro]
scrub:
  databases:
    postgres: empty
    users:
      tables:
        public.users:
          keep: [id, created_at]
          columns:
            email: email
            name: { kind: name }
`,
  'databases/orders.yaml': `database: orders
source:
  engine: postgres
  instance: prod-orders
  region: us-east-1
  snapshot: point-in-time
  at: 2026-11-21T03:00:00Z
dnsName: orders.db
scrub: { databases: { orders: { tables: { public.outbox: queue } } } }
`,
  'databases/customers.yaml': `family: customers
selector: { name: "prod-customer-*", tags: { tier: customer } }
source: { engine: postgres, regions: [us-east-1] }
residency: { tag: residency }
dnsName: "{member}.db"
scrub: { databases: { app: empty } }
`,
  'clusters/search.yaml': `cluster: search
account: production
driver: patroni
image: { us-east-1: ami-0123, eu-west-1: ami-0456, version: search-2026-11-01 }
replicas:
  us-east-1a: { region: us-east-1, machine: m6i.large, nodes: [1, 2, 3], canary: true }
  eu-west-1a: { region: eu-west-1, machine: m6i.large, nodes: [1, 2, 3] }
roll: { surge: 1, bake: 10m, verify: [{ http: /healthz }], keepOld: 1h }
`,
};

/** Writes files into a new temporary directory, runs the test with it and removes it. */
export async function withFleet<Result>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (directory: string) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'backlot-fleet-'));
  try {
    for (const [file, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, file)), { recursive: true });
      await writeFile(join(directory, file), content);
    }
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
