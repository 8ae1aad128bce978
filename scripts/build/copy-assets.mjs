import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { inCheckout } from '../support/checkout.mjs';
import { filesBelow, sourceDirectories } from './files.mjs';

const isAsset = (file) => !file.endsWith('.ts') && !file.endsWith('.md');

/** Copies what the compiled code reads at run time (SQL, pinned requirements, data) next to it. */
export function copyAssets() {
  const assets = filesBelow(sourceDirectories).filter(isAsset);
  for (const asset of assets) {
    const target = inCheckout('dist', asset);
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(inCheckout(asset), target);
  }
  return assets;
}
