import { Argument, type Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireBlueprints } from '../../config/require-fleet.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import { organizationAccounts, organizationStacks } from '../../templates/blueprints/organization.js';
import { blueprintOf, environmentStacks, stacksOf, type Blueprints } from '../../templates/blueprints/stacks-of.js';
import { rolesScope, type StackDefinition } from '../../templates/define-stack.js';
import { exampleHelp } from '../output/examples.js';
import { chooseStacks } from '../stacks/choose-stacks.js';
import { writeStacks } from '../stacks/write-stacks.js';
import { fleetOption, jsonOption } from './option-values.js';

interface BootstrapOptions {
  readonly fleet?: string;
  readonly output: string;
  readonly json?: boolean;
}

/** Adds `backlot bootstrap`: what must be there before the first operation, as Terraform for a person to apply. */
export function registerBootstrapCommand(program: Command): void {
  program
    .command('bootstrap')
    .description('write what people apply themselves: the roles, keys and networks of the organisation’s own accounts')
    .addArgument(new Argument('[account]', 'one of these accounts, or an environment whose roles a person makes'))
    .requiredOption('-o, --output <directory>', 'where to write; one directory for each stack')
    .option(...fleetOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot bootstrap -o out', 'everything, in the order to apply it in'],
        ['backlot bootstrap qa1 -o out', 'the roles of an environment whose account exists already'],
      ]),
    )
    .action(bootstrap);
}

async function bootstrap(
  name: string | undefined,
  { fleet: directory, output, json }: BootstrapOptions,
): Promise<void> {
  const { fleet, blueprints } = await requireBlueprints(fleetDirectory(directory));
  const written = await writeStacks(stacksFor(fleet, blueprints, name), output);
  if (json === true) {
    console.log(JSON.stringify({ stacks: written }, undefined, 2));
    return;
  }
  console.log('Apply these in order, each with an administrator’s credentials for its account:\n');
  for (const [index, { file, variables }] of written.entries()) {
    console.log(
      `${String(index + 1).padStart(2)}. ${file}${variables.length === 0 ? '' : `  (asks for ${variables.join(', ')})`}`,
    );
  }
}

function stacksFor(fleet: Fleet, blueprints: Blueprints, name: string | undefined): StackDefinition[] {
  if (name === undefined) {
    return organizationAccounts.flatMap((account) => chooseStacks(organizationStacks(fleet, account)));
  }
  const account = Object.hasOwn(fleet.accounts, name) ? fleet.accounts[name] : undefined;
  if (account === undefined) return chooseStacks(stacksOf(fleet, blueprints, name));
  return chooseStacks(environmentStacks(fleet, account, blueprintOf(account, blueprints), 'person'), rolesScope);
}
