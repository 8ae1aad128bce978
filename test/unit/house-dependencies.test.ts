import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly packages: Readonly<
    Record<
      string,
      { readonly version?: string; readonly resolved?: string; readonly optionalDependencies?: Record<string, string> }
    >
  >;
}

const { missingOptionals } = (await import(
  new URL('../../scripts/lock/missing-optionals.mjs', import.meta.url).href
)) as {
  missingOptionals: (packages: LockFile['packages']) => object[];
};

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const manifest = read('package.json') as Manifest;
const { packages } = read('package-lock.json') as LockFile;
const direct = { ...manifest.dependencies, ...manifest.devDependencies };

const installed = (name: string): { place: string; version: string }[] =>
  Object.entries(packages)
    .filter(([place]) => place.endsWith(`node_modules/${name}`))
    .map(([place, { version }]) => ({ place, version: version ?? '' }));

describe('dependencies', () => {
  test('are pinned exactly', () => {
    const loose = Object.entries(direct).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    expect(loose).toEqual([]);
  });

  test('agree on one version of the Temporal SDK', () => {
    const versions = Object.entries(packages)
      .filter(([place]) => /node_modules\/@temporalio\/[^/]+$/.test(place))
      .map(([, { version }]) => version);
    expect(versions.length).toBeGreaterThan(5);
    expect(new Set(versions).size).toBe(1);
  });

  // With two copies of it, histories read from JSON cannot be replayed: "type must be a Type".
  test('hold a single protobufjs 8, at the top', () => {
    const eights = installed('protobufjs').filter(({ version }) => version.startsWith('8.'));
    expect(eights.map(({ place }) => place)).toEqual(['node_modules/protobufjs']);
  });

  test('are locked without the address they came from', () => {
    const addressed = Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined);
    expect(addressed).toEqual([]);
  });

  // `npm ci` refuses a lock file without them, on every platform; scripts/complete-lock.mjs adds them.
  test('are locked for every platform', () => {
    expect(missingOptionals(packages)).toEqual([]);
    const wants = { 'node_modules/a': { optionalDependencies: { 'a-linux-x64': '1.0.0' } } };
    expect(missingOptionals(wants)).toEqual([{ name: 'a-linux-x64', version: '1.0.0', by: 'node_modules/a' }]);
  });

  test('are installed without a script of ours', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
    expect(hooks.filter((hook) => hook in manifest.scripts)).toEqual([]);
  });
});
