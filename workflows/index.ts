export { estimateRefresh } from './estimate-refresh.js';
export { prepareGeneration } from './prepare-generation/prepare-generation.js';
export { refreshEnvironment } from './refresh-environment/refresh-environment.js';
export { rollbackEnvironment } from './rollback-environment.js';
export { sanitizeDatabase } from './sanitize-database/sanitize-database.js';
export { spawnAccount } from './spawn-account/spawn-account.js';
export { lease } from './support/lease.js';
export { reap, sweep } from './sweep.js';
