import { cp, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** The account that the demonstration makes and takes away again. */
export const newAccount = 'lab1';

/** Small, so that nobody waits long: one database, and networks in two zones. */
const accountFile = `account: ${newAccount}
blueprint: sandbox
organizationalUnit: Engineering/QA
approval: auto
expires: 1d

regions:
  us-east-1: { cidr: 10.90.0.0/16, availabilityZones: 2 }
zone: { name: ${newAccount}.acme.example, visibility: private }

databases:
  include: [users]
  cutover: { method: cname, sslmode: require, ttl: 2s, drainAfter: 5s, keepPrevious: 4h }

access:
  - { group: qa-engineers, permissionSet: Developer }
`;

/**
 * Copies a fleet and adds the file of an account that does not exist yet.
 *
 * @returns the copy's path as one types it, and the file as it was written
 */
export async function writeFleet(from: string, directory: string): Promise<{ fleet: string; accountFile: string }> {
  const fleet = join(directory, 'fleet');
  await cp(from, fleet, { recursive: true });
  await writeFile(join(fleet, 'accounts', `${newAccount}.yaml`), accountFile);
  return { fleet: relative(process.cwd(), fleet), accountFile };
}
