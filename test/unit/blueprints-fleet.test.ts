import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadFleet, type LoadedFleet } from '../../config/load-fleet.js';
import { builtInBlueprints } from '../../templates/blueprints/built-in.js';
import { organizationAccounts } from '../../templates/blueprints/organization.js';
import { stacksOf } from '../../templates/blueprints/stacks-of.js';
import { configurationOf } from './support/configuration.js';
import { withFleet } from './fleet-fixture.js';

const example = await readFile('examples/blueprints/load-lab.js', 'utf8');
const documents = await readFile('docs/blueprints.md', 'utf8');

const lab = (more = ''): string => `account: lab
blueprint: load-lab
regions: { us-east-1: { cidr: 10.30.0.0/16 } }
zone: { name: lab.acme.example }
${more}`;

/** Loads the example's fleet with some files more. */
async function load(files: Readonly<Record<string, string>>): Promise<LoadedFleet> {
  return withFleet({}, async (directory) => {
    await cp('examples/acme', directory, { recursive: true });
    await mkdir(join(directory, 'blueprints'));
    for (const [file, text] of Object.entries(files)) await writeFile(join(directory, file), text);
    return loadFleet(directory);
  });
}

/** What is wrong, as `file:line:column code what`. */
async function wrong(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { problems } = await load(files);
  return problems.map(({ file, line, column, code, what }) => `${file}:${line}:${column} ${code} ${what}`);
}

/** A blueprint of two stacks, as a file. */
const blueprint = (one: string, other: string): string => `
import { defineBlueprint } from 'backlot/templates/blueprints/define-blueprint.js';
import { defineStack } from 'backlot/templates/define-stack.js';
import { z } from 'zod';
const from = (name, type = 'string') => ({ from: name, export: 'id', type });
export default defineBlueprint({
  name: 'load-lab', summary: 'two stacks', parameters: z.strictObject({}),
  stacks: (config) => [
    defineStack(config, { scope: 'one', region: 'us-east-1', exports: { id: 'string' }, build: () => ({ id: 'x' }), ${one} }),
    defineStack(config, { scope: 'other', region: 'us-east-1', exports: { id: 'string' }, build: () => ({ id: 'x' }), ${other} }),
  ],
});
`;

describe('a fleet’s own blueprint', () => {
  test('is the one that the documentation walks through', () => {
    expect(documents).toContain(`\`\`\`js\n${example}\`\`\``);
  });

  test('makes the stacks of the environments that name it', async () => {
    const files = { 'blueprints/load-lab.js': example, 'accounts/lab.yaml': lab('parameters: { jobHours: 4 }\n') };
    const { fleet, blueprints, problems } = await load(files);
    expect(problems).toEqual([]);
    const stacks = fleet ? stacksOf(fleet, blueprints, 'lab') : [];
    expect(stacks.map(({ name }) => name).toSorted()).toEqual([
      ...['lab.account', 'lab.data.us-east-1', 'lab.jobs.us-east-1', 'lab.network.us-east-1', 'lab.roles'],
    ]);
    const [jobs, roles] = ['lab.jobs.us-east-1', 'lab.roles'].map((name) => {
      const stack = stacks.find((each) => each.name === name);
      return stack && configurationOf(stack);
    });
    expect(jobs?.resource['aws_sqs_queue']).toEqual({
      jobs: { name: 'lab-jobs', sqs_managed_sse_enabled: true, visibility_timeout_seconds: 14_400 },
    });
    expect(JSON.stringify(roles?.resource['aws_iam_role_policy'])).toContain('MakeJobQueue');
  });

  test('belongs to the fleet’s digest', async () => {
    const files = { 'blueprints/load-lab.js': example, 'accounts/lab.yaml': lab() };
    const one = await load(files);
    const other = await load({ ...files, 'blueprints/load-lab.js': `${example}\n// Changed.\n` });
    expect(one.fleet?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(other.fleet?.digest).not.toBe(one.fleet?.digest);
  });

  test('in TypeScript is the source of the file that was compiled from it', async () => {
    const files = {
      'blueprints/load-lab.js': example,
      'blueprints/load-lab.ts': 'not read',
      'accounts/lab.yaml': lab(),
    };
    expect(await wrong(files)).toEqual([]);
  });
});

const file = 'blueprints/load-lab.js';

const unfindable = `import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js'`;

describe('what is wrong with blueprints and account files', () => {
  test.each([
    [
      'a blueprint that there is not',
      { 'accounts/lab.yaml': lab().replace('load-lab', 'servise-platform') },
      ['accounts/lab.yaml:2:12 ReferenceUnknown there is no blueprint "servise-platform"'],
    ],
    [
      'a parameter that it does not know',
      { 'accounts/lab.yaml': lab('parameters:\n  egress: none\n  egres: none\n').replace('load-lab', 'sandbox') },
      ['accounts/lab.yaml:7:3 UnknownKey `parameters` has no key "egres"'],
    ],
    [
      'a parameter of another type',
      { [file]: example, 'accounts/lab.yaml': lab('parameters: { jobHours: long }\n') },
      ['accounts/lab.yaml:5:25 WrongType `parameters.jobHours` is "long", not a number'],
    ],
    [
      'a block that is too small',
      { 'accounts/lab.yaml': lab().replace('/16', '/26').replace('load-lab', 'sandbox') },
      ['accounts/lab.yaml:3:31 CidrInvalid the block 10.30.0.0/26 is too small for 3 zones'],
    ],
    [
      'a cycle',
      {
        [file]: blueprint("imports: { x: from('lab.other') }", "imports: { x: from('lab.one') }"),
        'accounts/lab.yaml': lab(),
      },
      ['accounts/lab.yaml:2:12 StackCycle stacks wait for each other: lab.one → lab.other → lab.one'],
    ],
    [
      'an import that nobody exports',
      { [file]: blueprint('', "imports: { x: { ...from('lab.one'), export: 'arn' } }"), 'accounts/lab.yaml': lab() },
      ['accounts/lab.yaml:2:12 ReferenceUnknown lab.other.x → lab.one.arn: lab.one exports no arn'],
    ],
    [
      'two types',
      { [file]: blueprint('', "imports: { x: from('lab.one', 'list(string)') }"), 'accounts/lab.yaml': lab() },
      [
        'accounts/lab.yaml:2:12 StackTypeMismatch lab.other.x → lab.one.id: list(string) is wanted, and string is exported',
      ],
    ],
    [
      'a type that nothing finds again',
      {
        [file]: example
          .replace("import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js'", unfindable)
          .replace('const queue =', "new SnsTopic(stack, 'news', {}); const queue ="),
        'accounts/lab.yaml': lab(),
      },
      [
        'accounts/lab.yaml:2:12 FinderMissing the blueprint load-lab makes aws_sns_topic in lab.jobs.us-east-1, ' +
          'which Backlot cannot find again',
      ],
    ],
    [
      'a blueprint that fails on an account file',
      {
        [file]: blueprint('', '').replace(
          'stacks: (config) => [',
          "stacks: (config) => { throw new Error('no luck'); }, x: (config) => [",
        ),
        'accounts/lab.yaml': lab(),
      },
      ['accounts/lab.yaml:2:12 BlueprintInvalid the blueprint load-lab fails: no luck'],
    ],
    [
      'a file that exports no blueprint',
      { [file]: 'export default 1;\n', 'accounts/lab.yaml': lab() },
      [
        'accounts/lab.yaml:2:12 ReferenceUnknown there is no blueprint "load-lab"',
        'blueprints/load-lab.js:1:1 BlueprintInvalid it exports no blueprint',
      ],
    ],
    [
      'the name of a blueprint that there is already',
      { [file]: blueprint('', '').replace("name: 'load-lab'", "name: 'sandbox'") },
      ['blueprints/load-lab.js:1:1 DuplicateName there is another blueprint "sandbox"'],
    ],
  ])('%s', async (_, files, problems) => {
    expect(await wrong(files)).toEqual(problems);
  });

  test('a file that throws is told by its words', async () => {
    const [problem] = await wrong({ [file]: "const words = 'not today';\nthrow new Error(words);\n" });
    expect(problem).toContain('blueprints/load-lab.js:2:7 BlueprintInvalid it cannot be loaded: not today');
  });
});

test.each(organizationAccounts)(
  'no environment can be called %s, as an account of the organisation is',
  async (name) => {
    const files = {
      [`accounts/${name}.yaml`]: lab().replace('account: lab', `account: ${name}`).replace('load-lab', 'sandbox'),
    };
    expect(await wrong(files)).toEqual([`accounts/${name}.yaml:1:10 NameInvalid "${name}" is reserved`]);
  },
);

describe('docs/blueprints.md', () => {
  test.each(builtInBlueprints.map(({ name }) => name))('lists %s', (name) => {
    expect(documents).toContain(`| \`${name}\` |`);
  });
});
