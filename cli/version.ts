import { existsSync, readFileSync } from 'node:fs';

/** Reads the version from the package file, which is one directory up from the sources and two from what is built. */
export function readVersion(): string {
  const file = ['../package.json', '../../package.json']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url));
  const content: unknown = file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'));
  const isPackage = typeof content === 'object' && content !== null && 'version' in content;
  return isPackage ? String(content.version) : 'unknown';
}
