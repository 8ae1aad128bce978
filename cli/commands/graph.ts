import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireBlueprints } from '../../config/require-fleet.js';
import { upstreamOf } from '../../domain/stacks/declaration.js';
import { orderStacks } from '../../domain/stacks/order-stacks.js';
import { stacksOf } from '../../templates/blueprints/stacks-of.js';
import type { StackDefinition } from '../../templates/define-stack.js';
import { exampleHelp } from '../output/examples.js';
import { applierOf, renderGraph, renderMermaid } from '../stacks/render-graph.js';
import { fleetOption, jsonOption } from './option-values.js';

interface GraphOptions {
  readonly fleet?: string;
  readonly mermaid?: boolean;
  readonly json?: boolean;
}

/** Adds `backlot graph`: which stacks an environment has, and what each needs of others. */
export function registerGraphCommand(program: Command): void {
  program
    .command('graph')
    .description('draw the stacks of an environment: the order they are applied in, and what each needs of others')
    .argument('<environment>', 'an environment, or builder, management, dns, production, cleanroom')
    .option('--mermaid', 'draw a Mermaid flowchart')
    .option(...fleetOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot graph qa1', 'the waves in which its stacks are applied'],
        ['backlot graph qa1 --mermaid', 'for a document'],
      ]),
    )
    .action(graph);
}

async function graph(environment: string, { fleet: directory, mermaid, json }: GraphOptions): Promise<void> {
  const { fleet, blueprints } = await requireBlueprints(fleetDirectory(directory));
  const stacks = stacksOf(fleet, blueprints, environment);
  if (json === true) console.log(JSON.stringify({ environment, waves: wavesOf(stacks) }, undefined, 2));
  else console.log(mermaid === true ? renderMermaid(stacks) : renderGraph(stacks));
}

function wavesOf(stacks: readonly StackDefinition[]): object[][] {
  return orderStacks(stacks).map((wave) =>
    wave.map((stack) => ({
      name: stack.name,
      region: stack.target.region,
      appliedBy: applierOf(stack),
      upstream: upstreamOf(stack),
      imports: stack.imports,
      exports: stack.exports,
    })),
  );
}
