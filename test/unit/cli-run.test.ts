import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { commandList } from '../../cli/command-list.js';
import { run } from '../../cli/run.js';
import { createProgram } from '../../cli/program.js';
import { jsonSchemaOf } from '../../config/json-schema.js';
import { goodFleet, withFleet } from './fleet-fixture.js';

let output = '';

beforeEach(() => {
  output = '';
  const write = (text: unknown): boolean => {
    output += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
  for (const method of ['log', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((text) => void write(`${String(text)}\n`));
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

async function outcome(...args: string[]): Promise<{ exitCode: number; output: string }> {
  process.exitCode = undefined;
  await run(args);
  return { exitCode: Number(process.exitCode ?? 0), output };
}

describe('backlot', () => {
  test.each([[[]], [['--help']], [['help']]])('%j prints every command and the exit codes', async (args) => {
    const { exitCode, output: text } = await outcome(...args);
    expect(exitCode).toBe(0);
    for (const { name } of commandList) expect(text).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    expect(text).toMatch(/^ {2}130 {2}interrupted/m);
  });

  test('--version prints the version of the package', async () => {
    const { exitCode, output: text } = await outcome('--version');
    expect(exitCode).toBe(0);
    expect(text).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([[['bogus']], [['validate', '--bogus']], [['validate', 'a', 'b']], [['schema', 'bogus']]])(
    '%j is a usage error',
    async (args) => {
      const { exitCode, output: text } = await outcome(...args);
      expect(exitCode).toBe(2);
      expect(text).toContain('--help');
    },
  );

  test.each(commandList.map(({ name }) => name))(
    '%s has a help with examples, also on what is below it',
    async (name) => {
      const program = await createProgram([name], '0.0.0');
      const command = program.commands.find((each) => each.name() === name);
      expect(command, 'the command that was loaded').toBeDefined();
      const leaves = command?.commands.length ? command.commands : [command];
      for (const leaf of leaves) {
        let help = '';
        leaf?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
        expect(help).toMatch(/Examples:\n {2}\$ /);
      }
    },
  );
});

describe('backlot validate', () => {
  test('says what a valid fleet holds', async () => {
    const { exitCode, output: text } = await withFleet(goodFleet, (directory) => outcome('validate', directory));
    expect(exitCode).toBe(0);
    expect(text).toMatch(/^valid .*: 2 environments, 2 databases, 1 family, 1 cluster\nrevision [0-9a-f]{64}\n$/);
  });

  test('prints place, line, reason and remedy of every problem', async () => {
    const files = {
      ...goodFleet,
      'accounts/qa1.yaml': (goodFleet['accounts/qa1.yaml'] ?? '').replace('sslmode: require', 'sslmode: verify-full'),
      'accounts/demo.yaml': (goodFleet['accounts/demo.yaml'] ?? '').replace('10.21.0.0/16', '10.20.128.0/17'),
    };
    const { exitCode, output: text } = await withFleet(files, (directory) => outcome('validate', directory));
    expect(exitCode).toBe(1);
    expect(text).toMatch(/accounts\/demo\.yaml:4:22 CidrOverlap /);
    expect(text).toMatch(
      /accounts\/qa1\.yaml:19:14 CutoverImpossible .*\n {4}19 \| {5}sslmode: verify-full\n {7}\| {14}\^\n {4}why: .*\n {4}mend: .*verify-ca/,
    );
    expect(text).toContain('2 problems in 2 files');
  });

  test('--json prints one document', async () => {
    const files = { ...goodFleet, 'accounts/demo.yaml': 'account: demo\n' };
    const { exitCode, output: text } = await withFleet(files, (directory) => outcome('validate', directory, '--json'));
    expect(exitCode).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      valid: false,
      problems: [
        { code: 'MissingKey', file: 'accounts/demo.yaml', line: 1, column: 1 },
        { code: 'MissingKey', file: 'accounts/demo.yaml', line: 1, column: 1 },
      ],
    });
  });

  test('finds nothing wrong with Acme', async () => {
    expect(await outcome('validate', 'examples/acme')).toMatchObject({ exitCode: 0 });
  });
});

describe('backlot schema', () => {
  test('prints what an editor needs', async () => {
    const { exitCode, output: text } = await outcome('schema', 'account');
    expect(exitCode).toBe(0);
    expect(JSON.parse(text)).toEqual(jsonSchemaOf('account'));
  });

  test.each(['organization', 'account', 'database', 'cluster'] as const)('%s refuses unknown keys', (kind) => {
    const schema = jsonSchemaOf(kind, 'inline');
    const forms = (schema['anyOf'] ?? [schema]) as Record<string, unknown>[];
    for (const form of forms) expect(form['additionalProperties']).toBe(false);
  });

  test('durations keep the form that files are written in', () => {
    expect(JSON.stringify(jsonSchemaOf('account', 'inline'))).toMatch(/"drainAfter":\{[^}]*"default":"10m"/);
  });
});
