import { readFileSync } from 'node:fs';
import type { Break, Content, Place } from './broken-fleet.js';

const file = 'blueprints/load-lab.js';
const account = 'accounts/lab.yaml';
const good = readFileSync('examples/blueprints/load-lab.js', 'utf8');

const lab = `account: lab
blueprint: load-lab
regions: { us-east-1: { cidr: 10.30.0.0/16 } }
zone: { name: lab.acme.example }
`;

/** Where a blueprint is named; what its stacks do wrong is told there. */
const named = { file: account, lines: [2] };

/** Breaks the blueprint by its text. */
function broken(name: string, content: Content, at: Place): Break {
  return { name: `${file} ${name}`, changes: { [account]: lab, [file]: content }, at };
}

function edited(name: string, text: string | RegExp, by: string, at: Place = named): Break {
  const content = good.replace(text, () => by);
  if (content === good) throw new Error(`${String(text)} is not in the blueprint.`);
  return broken(name, content, at);
}

/** Puts stacks of its own beside those of the example. */
function withStacks(name: string, stacks: string): Break {
  return edited(name, 'return [\n      ...networks,', `return [${stacks}\n      ...networks,`);
}

const stack = (scope: string, more = '', build = "() => ({ id: 'x' })"): string =>
  `\n defineStack(config, { scope: '${scope}', region: 'us-east-1', exports: { id: 'string' }, build: ${build}, ${more} }),`;
const takes = (from: string, what = 'id', type = 'string'): string =>
  `imports: { x: { from: '${from}', export: '${what}', type: '${type}' } }`;

const sns = "import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';\n";
const self = { file };

/** Every kind of a blueprint that is none, or whose stacks do not fit. */
export const blueprintBreaks: readonly Break[] = [
  broken('is empty', '', { file, lines: [1] }),
  broken('exports nothing', 'export const one = 1;\n', { file, lines: [1] }),
  broken('is a link to itself', { link: 'load-lab.js' }, { file, lines: [1] }),
  broken('is a directory', { made: 'a directory' }, { file, lines: [1] }),
  broken('is a pipe', { made: 'a pipe' }, { file, lines: [1] }),
  edited('throws when it is loaded', /^/, "throw new Error('not today');\n", self),
  edited('throws no error', /^/, 'throw undefined;\n', self),
  edited('is no JavaScript', 'export default', 'export default default', self),
  edited('imports what there is not', /^/, "import './missing.js';\n", self),
  edited('has another’s name', "name: 'load-lab'", "name: 'sandbox'", self),
  edited('has no name', "name: 'load-lab'", 'name: 7', self),
  edited('has a name that nobody can write', "name: 'load-lab'", "name: 'Load Lab'", self),
  edited(
    'has parameters that are no schema',
    /parameters: z\.strictObject\(\{[^]*?\}\),\n\n/,
    'parameters: {},\n',
    self,
  ),
  edited('has no stacks', /stacks: \(config\) => \{/, 'stacks: 5, unused: (config) => {'),
  edited('fails', 'const { jobHours, ...network }', "throw new Error('no luck'); const { jobHours, ...network }"),
  edited('fails without an error', 'const { jobHours, ...network }', 'throw undefined; const { jobHours, ...network }'),
  edited('returns no list', 'return [\n      ...networks,', 'return 5; return [\n      ...networks,'),
  edited('returns nothing', 'return [\n      ...networks,', 'return; return [\n      ...networks,'),
  edited('makes what is no stack', 'return [\n      ...networks,', 'return [undefined,\n      ...networks,'),
  edited('fails to build', 'const queue =', "throw new Error('no queue'); const queue ="),
  edited(
    'makes what nothing finds',
    /^[^]*$/,
    `${sns}${good.replace('const queue =', "new SnsTopic(stack, 'n', {}); const queue =")}`,
  ),
  edited(
    'has permissions that fail',
    'permissions: ({ accountId, environment }) => [',
    "permissions: () => { throw new Error('none'); }, unused: ({ accountId, environment }) => [",
  ),
  edited('does not export what it says', 'return { queueUrl: queue.url }', 'return {}'),
  withStacks('has a cycle', stack('one', takes('lab.other')) + stack('other', takes('lab.one'))),
  withStacks('has a stack that waits for itself', stack('one', takes('lab.one'))),
  withStacks('imports from no stack', stack('one', takes('lab.nothing'))),
  withStacks('imports what is not exported', stack('one') + stack('other', takes('lab.one', 'arn'))),
  withStacks('imports another type', stack('one') + stack('other', takes('lab.one', 'id', 'list(string)'))),
  withStacks('has two stacks of one name', stack('one') + stack('one')),
  withStacks('has a stack with a bad name', stack('One Stack')),
];
