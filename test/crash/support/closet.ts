import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FleetDirectory } from '../../laws/support/fleet-directory.js';

/** What of a closet's stacks is applied after its roles, the first one first. */
export const closetStacks = ['network.us-east-1', 'account'] as const;

/** A name that no environment has had, not even one that was destroyed. */
export function newClosetName(): string {
  return `closet${randomBytes(3).toString('hex')}`;
}

/** Adds an environment to a fleet that has no account yet, and as few and as small stacks as there can be. */
export async function addCloset(fleet: FleetDirectory, account: string): Promise<void> {
  const blueprint = pathToFileURL(resolve('test/crash/support/closet-blueprint.mjs')).href;
  await mkdir(join(fleet.path, 'blueprints'), { recursive: true });
  await writeFile(
    join(fleet.path, 'blueprints', 'closet.js'),
    `export { default } from ${JSON.stringify(blueprint)};\n`,
  );
  await fleet.write(`accounts/${account}.yaml`, {
    account,
    blueprint: 'closet',
    organizationalUnit: 'Engineering/QA',
    approval: 'auto',
    expires: '14d',
    regions: { 'us-east-1': { cidr: '10.90.0.0/16', availabilityZones: 2 } },
    zone: { name: `${account}.acme.example`, visibility: 'private' },
  });
}
