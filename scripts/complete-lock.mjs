/**
 * Completes the lock file after `npm install` against a registry that has only some platforms' builds of native
 * packages: npm then leaves the others out, and `npm ci` refuses such a lock file everywhere.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { missingOptionals } from './lock/missing-optionals.mjs';
import { platformOf } from './lock/platform-of.mjs';
import { inCheckout } from './support/checkout.mjs';

const file = inCheckout('package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));

for (const { name, version, by } of missingOptionals(lock.packages)) {
  const platform = platformOf(name);
  if (!platform || !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new Error(`${by} wants ${name}@${version}, which tells neither platform nor exact version. Lock it by hand.`);
  }
  const { dev } = lock.packages[by];
  const entry = { ...platform, ...(dev ? { dev } : {}), optional: true };
  // The order that npm writes, so that its next run changes nothing.
  const sorted = Object.entries(entry).sort(([one], [other]) => one.localeCompare(other, 'en'));
  lock.packages[`node_modules/${name}`] = { version, ...Object.fromEntries(sorted) };
  console.log(`locked ${name} ${version}`);
}

const [root, ...others] = Object.entries(lock.packages);
others.sort(([one], [other]) => one.localeCompare(other, 'en'));
lock.packages = Object.fromEntries([root, ...others]);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
