import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { searchAttributes } from '../../domain/search-attributes.js';
import { sharedSandbox } from './support/sandbox.js';
import { sandboxVenv } from './support/sandbox-venv.js';

const run = promisify(execFile);
const sandbox = sharedSandbox();

test('the temporal CLI finds the namespace with all search attributes', async () => {
  const { temporalAddress, temporalNamespace } = sandbox.description;
  const { stdout } = await run(
    join(sandboxVenv(), 'bin', 'temporal'),
    ['operator', 'search-attribute', 'list', '--address', temporalAddress, '--namespace', temporalNamespace],
    { env: { PATH: process.env['PATH'] ?? '', HOME: tmpdir() } },
  );
  for (const { name } of Object.values(searchAttributes)) expect(stdout).toMatch(new RegExp(`${name}\\s+Keyword`));
});
