import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireBlueprints } from '../../config/require-fleet.js';
import { stacksOf } from '../../templates/blueprints/stacks-of.js';
import { columns } from '../operations/columns.js';
import { exampleHelp } from '../output/examples.js';
import { chooseStacks } from '../stacks/choose-stacks.js';
import { stackTarget } from '../stacks/stack-target.js';
import { writeStacks } from '../stacks/write-stacks.js';
import { fleetOption, jsonOption } from './option-values.js';

interface SynthOptions {
  readonly fleet?: string;
  readonly output: string;
  readonly stack?: string;
  readonly json?: boolean;
}

/** Adds `backlot synth`: the stacks of an environment as plain Terraform to read. */
export function registerSynthCommand(program: Command): void {
  program
    .command('synth')
    .description('write the stacks of an environment as plain Terraform; asks nobody and changes nothing')
    .argument('<name>', 'an environment, one of its stacks, or builder, management, dns, production, cleanroom')
    .requiredOption('-o, --output <directory>', 'where to write; one directory for each stack')
    .option('--stack <name>', 'only this stack: qa1.account, or account')
    .option(...fleetOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot synth qa1 -o out', 'all stacks of an environment'],
        ['backlot synth qa1.network.us-east-1 -o out', 'one of them'],
        ['backlot synth cleanroom -o out', 'the clean room'],
      ]),
    )
    .action(synth);
}

async function synth(name: string, { fleet: directory, output, stack, json }: SynthOptions): Promise<void> {
  const { fleet, blueprints } = await requireBlueprints(fleetDirectory(directory));
  const { environment, stack: wanted } = stackTarget(name, stack);
  const chosen = chooseStacks(stacksOf(fleet, blueprints, environment), wanted);
  const written = await writeStacks(chosen, output);
  if (json === true) {
    console.log(JSON.stringify({ environment, stacks: written }, undefined, 2));
    return;
  }
  const rows = written.map((each) => [each.name, each.file, each.variables.join(', ')]);
  console.log(columns([['STACK', 'FILE', 'WAITS FOR'], ...rows]).join('\n'));
}
