import { describe, expect, test, vi } from 'vitest';
import type { StackDefinition } from '../../templates/define-stack.js';
import { synthesizeStack } from '../../templates/synth/synthesize-stack.js';
import { everyStack, templateFleet } from './support/template-fleet.js';

/** One stack for each template; the snapshots were written by another process, at another time. */
const shown = [
  ...['builder.state', 'builder.roles', 'cleanroom.keys.us-east-1', 'cleanroom.network.us-east-1'],
  ...['etl.roles', 'etl.account', 'etl.network.us-east-1', 'etl.data.us-east-1', 'etl.lake.us-east-1'],
  ...['qa1.account', 'qa1.services.us-east-1'],
];

const stacks = everyStack(await templateFleet());

describe('templates', () => {
  test.each(shown)('%s', (name) => {
    const stack = stacks.find((each) => each.name === name);
    expect(stack === undefined ? undefined : synthesizeStack(stack).json).toMatchSnapshot();
  });

  test('the snapshots show every template', () => {
    const scopeOf = (name: string): string => name.split('.').slice(1, 2).join();
    expect(new Set(shown.map(scopeOf))).toEqual(new Set(stacks.map(({ name }) => scopeOf(name))));
  });
});

describe('synthesis', () => {
  const texts = (definitions: readonly StackDefinition[]): string[] =>
    definitions.map((definition) => synthesizeStack(definition).json);
  const before = texts(stacks);

  test('gives the same bytes whatever the environment, the clock, the dice and the directory are', () => {
    vi.useFakeTimers({ now: new Date('2031-05-06T07:08:09Z') });
    vi.stubEnv('CDKTF_CONTEXT_JSON', '{"excludeStackIdFromLogicalIds":"true","cdktfVersion":"9.9.9"}');
    vi.stubEnv('SYNTH_HCL_OUTPUT', 'true');
    vi.stubEnv('CDKTF_OUTDIR', 'elsewhere');
    vi.stubEnv('AWS_REGION', 'ap-southeast-2');
    vi.stubEnv('AWS_PROFILE', 'somebody');
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    vi.spyOn(process, 'cwd').mockReturnValue('/somewhere/else');
    try {
      expect(texts(stacks)).toEqual(before);
    } finally {
      vi.useRealTimers();
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    }
  });

  test('gives the same bytes for a fleet that is read again, in another order', async () => {
    const { fleet, blueprints } = await templateFleet();
    const reversed = Object.fromEntries(Object.entries(fleet.accounts).toReversed());
    const again = everyStack({ fleet: { ...fleet, accounts: reversed }, blueprints });
    const sorted = (definitions: readonly StackDefinition[]): string[] => texts(definitions).toSorted();
    // Policies name every environment, in the order of their files.
    const own = (definitions: readonly StackDefinition[]): StackDefinition[] =>
      definitions.filter(({ target }) => target.role !== undefined);
    expect(sorted(own(again))).toEqual(sorted(own(stacks)));
  });

  test('takes no longer than a blink', () => {
    const started = process.cpuUsage();
    texts(stacks);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000 / stacks.length).toBeLessThan(200);
  });
});
