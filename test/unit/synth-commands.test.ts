import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { run } from '../../cli/run.js';
import { renderGraph, renderMermaid } from '../../cli/stacks/render-graph.js';
import { requireBlueprints } from '../../config/require-fleet.js';
import { stacksOf } from '../../templates/blueprints/stacks-of.js';

const fleet = ['--fleet', 'examples/acme'];
const { fleet: acme, blueprints } = await requireBlueprints('examples/acme');

let output = '';
let directory: string;

beforeEach(async () => {
  output = '';
  directory = await mkdtemp(join(tmpdir(), 'backlot-synth-'));
  for (const method of ['log', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((text) => void (output += `${String(text)}\n`));
  }
});

afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await rm(directory, { recursive: true, force: true });
});

async function outcome(...args: string[]): Promise<{ exitCode: number; output: string }> {
  await run(args);
  return { exitCode: Number(process.exitCode ?? 0), output };
}

describe('backlot graph', () => {
  test('draws the waves, who applies each stack, and what it needs', () => {
    expect(renderGraph(stacksOf(acme, blueprints, 'qa1'))).toMatchInlineSnapshot(`
      "1.
         qa1.roles  (BacklotBootstrap, us-east-1)
      2.
         qa1.network.us-east-1  (BacklotDeploy, us-east-1)
            after qa1.roles
         qa1.services.us-east-1  (BacklotDeploy, us-east-1)
            after qa1.roles
      3.
         qa1.account  (BacklotDeploy, us-east-1)
            after qa1.network.us-east-1: vpcId
            after qa1.roles
         qa1.data.us-east-1  (BacklotDeploy, us-east-1)
            after qa1.network.us-east-1: dataSubnetIds
            after qa1.roles"
    `);
  });

  test('draws a Mermaid flowchart', () => {
    expect(renderMermaid(stacksOf(acme, blueprints, 'builder'))).toMatchInlineSnapshot(`
      "flowchart LR
        builder_roles["builder.roles"]
        builder_state["builder.state"]
        builder_state --> builder_roles"
    `);
  });

  test('prints waves for machines', async () => {
    const { exitCode, output: text } = await outcome('graph', 'qa1', '--json', ...fleet);
    const { waves } = JSON.parse(text) as { waves: { name: string; upstream: string[]; exports: object }[][] };
    expect(exitCode).toBe(0);
    expect(waves[1]?.[0]).toMatchObject({
      name: 'qa1.network.us-east-1',
      appliedBy: 'BacklotDeploy',
      upstream: ['qa1.roles'],
      exports: { vpcId: 'string', dataSubnetIds: 'list(string)' },
    });
  });

  test('tells what there is when there is no such environment', async () => {
    const { exitCode, output: text } = await outcome('graph', 'qa2', ...fleet);
    expect(exitCode).toBe(3);
    expect(text).toContain('perhaps you meant qa1');
  });
});

describe('backlot synth', () => {
  test('writes every stack, and tells which variables wait for others', async () => {
    const { exitCode, output: text } = await outcome('synth', 'qa1', '-o', directory, '--json', ...fleet);
    const { stacks } = JSON.parse(text) as { stacks: { name: string; variables: string[] }[] };
    expect(exitCode).toBe(0);
    expect(await readdir(directory)).toEqual(stacks.map(({ name }) => name).toSorted());
    expect(stacks.find(({ name }) => name === 'qa1.data.us-east-1')?.variables).toEqual(['subnetIds']);
    expect(JSON.parse(await readFile(join(directory, 'qa1.account/main.tf.json'), 'utf8'))).toHaveProperty('resource');
  });

  test.each(['data.us-east-1', 'qa1.data.us-east-1'])('writes one stack by the name %s', async (name) => {
    expect(await outcome('synth', 'qa1', '-o', directory, '--stack', name, ...fleet)).toMatchObject({ exitCode: 0 });
    expect(await readdir(directory)).toEqual(['qa1.data.us-east-1']);
  });

  test('tells which stacks there are when there is none of the name', async () => {
    const { exitCode, output: text } = await outcome('synth', 'qa1', '-o', directory, '--stack', 'acount', ...fleet);
    expect(exitCode).toBe(3);
    expect(text).toContain('qa1.account');
    expect(await readdir(directory)).toEqual([]);
  });
});

test('the name of a stack leads back to its environment', async () => {
  expect(await outcome('synth', 'qa1.data.us-east-1', '-o', directory, ...fleet)).toMatchObject({ exitCode: 0 });
  expect(await readdir(directory)).toEqual(['qa1.data.us-east-1']);
});

describe('backlot bootstrap', () => {
  test('writes the organisation’s own accounts, the place of states first', async () => {
    const { exitCode, output: text } = await outcome('bootstrap', '-o', directory, ...fleet);
    const listed = [...text.matchAll(/^ *\d+\. .*\/([a-z.0-9-]+)\/main\.tf\.json/gm)].map(([, name]) => name);
    expect(exitCode).toBe(0);
    expect(listed.slice(0, 2)).toEqual(['builder.state', 'builder.roles']);
    expect(listed.toSorted()).toEqual(await readdir(directory));
    expect(listed).toEqual(expect.arrayContaining(['management.roles', 'dns.roles', 'production.keys.us-east-1']));
    for (const name of listed) {
      const written = await readFile(join(directory, String(name), 'main.tf.json'), 'utf8');
      expect(written, name).not.toContain('"assume_role":');
    }
  });

  test('writes the roles of an environment, for a person to apply', async () => {
    expect(await outcome('bootstrap', 'qa1', '-o', directory, ...fleet)).toMatchObject({ exitCode: 0 });
    expect(await readdir(directory)).toEqual(['qa1.roles']);
    const written = await readFile(join(directory, 'qa1.roles/main.tf.json'), 'utf8');
    expect(written).toContain('"BacklotDeploy"');
    expect(written).not.toContain('"assume_role":');
  });
});
