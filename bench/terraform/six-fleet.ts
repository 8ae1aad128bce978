import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { AccountDescription } from '../../sandbox/runtime/description.js';

type Document = Record<string, unknown>;

const example = 'examples/acme';
const blueprint = new URL('./six-stacks.js', import.meta.url).href;

/** Writes Acme's fleet with environments of six stacks each, in the place of its own. */
export async function writeSixFleet(path: string, environments: readonly AccountDescription[]): Promise<void> {
  await cp(example, path, { recursive: true });
  await rm(join(path, 'accounts', 'qa1.yaml'));
  await mkdir(join(path, 'blueprints'), { recursive: true });
  await writeFile(join(path, 'blueprints', 'six-stacks.js'), `export { default } from ${JSON.stringify(blueprint)};\n`);
  for (const [index, { name, id }] of environments.entries()) {
    await writeAccount(path, name, {
      account: name,
      accountId: id,
      blueprint: 'six-stacks',
      approval: 'auto',
      regions: { 'us-east-1': { cidr: `10.${60 + index}.0.0/16`, availabilityZones: 3 } },
      zone: { name: `${name}.acme.example`, visibility: 'private' },
      parameters: { ports: [443] },
    });
  }
}

/** Changes what is in the middle of each environment's graph: one resource more in one stack, and nothing else. */
export async function changeMiddle(path: string, environments: readonly AccountDescription[]): Promise<void> {
  for (const { name } of environments) {
    const account = parse(await readFile(accountFile(path, name), 'utf8')) as Document;
    await writeAccount(path, name, { ...account, parameters: { ports: [443, 8443] } });
  }
}

async function writeAccount(path: string, name: string, account: Document): Promise<void> {
  await writeFile(accountFile(path, name), stringify(account));
}

function accountFile(path: string, name: string): string {
  return join(path, 'accounts', `${name}.yaml`);
}
