import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root, whatever directory the script was called from. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Makes an absolute path of one relative to the checkout. */
export const inCheckout = (...parts) => path.join(root, ...parts);
