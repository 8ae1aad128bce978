import type { Blueprint } from './define-blueprint.js';
import { dataEngineering } from './data-engineering.js';
import { sandbox } from './sandbox.js';
import { servicePlatform } from './service-platform.js';

/** The blueprints that come with Backlot. */
export const builtInBlueprints: readonly Blueprint[] = [servicePlatform, dataEngineering, sandbox];
