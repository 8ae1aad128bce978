import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { AccountDescription } from '../../sandbox/runtime/description.js';

type Document = Record<string, unknown>;

const example = 'examples/acme';

/** The instances of the family are called `tenant-001` and so on. */
export const tenantPrefix = 'tenant-';

/**
 * Writes a fleet with environments that include every member of one family: Acme's databases of orders, one for each
 * customer.
 *
 * @param inFlight databases that one refresh works on at the same time.
 */
export async function writeTenantFleet(
  path: string,
  environments: readonly AccountDescription[],
  inFlight: number,
): Promise<void> {
  await cp(example, path, { recursive: true });
  await rm(join(path, 'accounts', 'qa1.yaml'));
  for (const database of ['users', 'orders', 'messages']) await rm(join(path, 'databases', `${database}.yaml`));

  const organization = await read('organization.yaml');
  organization['limits'] = { snapshotCopiesPerRegion: 10, databasesInFlight: inFlight, accountsInFlight: 5 };
  await write(path, 'organization.yaml', organization);

  const { scrub, applicationRoles, residency } = await read('databases/orders.yaml');
  await write(path, 'databases/tenants.yaml', {
    family: 'tenants',
    selector: { name: `${tenantPrefix}*` },
    source: { engine: 'postgres', regions: ['us-east-1'], snapshot: 'latest-automated' },
    dnsName: '{member}.db',
    ...{ residency, applicationRoles, scrub },
  });

  const account = await read('accounts/qa1.yaml');
  for (const [index, { name, id }] of environments.entries()) {
    await write(path, `accounts/${name}.yaml`, {
      ...account,
      account: name,
      accountId: id,
      regions: { 'us-east-1': { cidr: `10.${20 + index}.0.0/16`, availabilityZones: 3 } },
      zone: { name: `${name}.acme.example`, visibility: 'private' },
      databases: {
        include: ['tenants'],
        cutover: { method: 'cname', sslmode: 'require', ttl: '1s', drainAfter: '1s', keepPrevious: '4h' },
      },
    });
  }
}

async function read(file: string): Promise<Document> {
  return parse(await readFile(join(example, file), 'utf8')) as Document;
}

async function write(path: string, file: string, document: Document): Promise<void> {
  await writeFile(join(path, file), stringify(document));
}
