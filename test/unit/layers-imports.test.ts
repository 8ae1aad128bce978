import { describe, expect, test } from 'vitest';
import { brokenRules } from './support/lint.js';

const rule = 'house/layer-imports';

/** `path` must not contain `bad` and may contain `good`, the nearest thing that is allowed. */
const cases = [
  { path: 'domain/x.ts', bad: "import 'node:fs';", good: "import './errors.js';" },
  { path: 'domain/x.ts', bad: "import '@aws-sdk/client-rds';", good: "import './fleet/fleet.js';" },
  { path: 'domain/x.ts', bad: "import 'zod';", good: "import './names.js';" },
  { path: 'domain/x.ts', bad: "import '../config/load.js';", good: "import './messages/refresh.js';" },
  { path: 'domain/fleet/x.ts', bad: "import 'pg';", good: "import 'zod';" },
  { path: 'domain/fleet/x.ts', bad: "import '../../activities/x.js';", good: "import '../errors.js';" },
  { path: 'templates/x.ts', bad: "import 'cdktf';", good: "import './cdktf.js';" },
  { path: 'templates/x.ts', bad: "import '@cdktf/provider-aws';", good: "import '../domain/names.js';" },
  { path: 'templates/policies/x.ts', bad: "import 'node:crypto';", good: "import './source.js';" },
  { path: 'templates/blueprints/x.ts', bad: "import 'cdktf';", good: "import 'zod';" },
  { path: 'templates/cdktf.ts', bad: "import 'pg';", good: "import 'cdktf';" },
  { path: 'workflows/x.ts', bad: "import 'node:path';", good: "import '@temporalio/workflow';" },
  { path: 'workflows/x.ts', bad: "import '@temporalio/client';", good: "import '@temporalio/common';" },
  {
    path: 'workflows/x.ts',
    bad: "import { a } from '../activities/databases/x.js';",
    good: "import type { A } from '../activities/databases/x.js';",
  },
  {
    path: 'workflows/refresh/x.ts',
    bad: "import type { A } from '../../workers/x.js';",
    good: "import type { A } from '../../domain/x.js';",
  },
  { path: 'activities/x.ts', bad: "import '../workflows/x.js';", good: "import '../scrub/x.js';" },
  { path: 'activities/x.ts', bad: "import '../cli/x.js';", good: "import '../domain/x.js';" },
  { path: 'activities/x.ts', bad: "import '../sandbox/x.js';", good: "import '../templates/policies/x.js';" },
  { path: 'activities/x.ts', bad: "import '../config/x.js';", good: "import './aws/x.js';" },
  { path: 'scrub/x.ts', bad: "import '../activities/x.js';", good: "import 'pg';" },
  { path: 'scrub/x.ts', bad: "import '@temporalio/client';", good: "import 'node:crypto';" },
  { path: 'config/x.ts', bad: "import '../workers/x.js';", good: "import 'yaml';" },
  { path: 'workers/x.ts', bad: "import '../workflows/index.js';", good: "import '../activities/index.js';" },
  { path: 'workers/x.ts', bad: "import '../sandbox/x.js';", good: "import '../config/x.js';" },
  { path: 'cli/main.ts', bad: "import '../sandbox/x.js';", good: "import './commands/sandbox.js';" },
  { path: 'cli/commands/x.ts', bad: "import('../../sandbox/x.js');", good: "import('../../workers/x.js');" },
  { path: 'cli/commands/sandbox.ts', bad: "import '../../workflows/x.js';", good: "import '../../sandbox/x.js';" },
  {
    path: 'cli/commands/sandbox/x.ts',
    bad: "import '../../../workflows/x.js';",
    good: "import '../../../sandbox/x.js';",
  },
  { path: 'chatops/x.ts', bad: "import '../activities/x.js';", good: "import '../config/x.js';" },
  { path: 'sandbox/x.ts', bad: "import '../domain/names.js';", good: "import '../domain/search-attributes.js';" },
  { path: 'sandbox/x/y.ts', bad: "import '../../templates/x.js';", good: "import '../../templates/policies/x.js';" },
  { path: 'sandbox/x.ts', bad: "export { a } from '../scrub/x.js';\nexport const b = 1;", good: "import './y.js';" },
] as const;

describe.concurrent('layers', { timeout: 120_000 }, () => {
  test.each(cases)('$path refuses $bad and allows $good', async ({ path, bad, good }) => {
    expect(await brokenRules(bad, { path, types: false })).toContain(rule);
    expect(await brokenRules(good, { path, types: false })).not.toContain(rule);
  });
});
