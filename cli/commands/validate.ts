import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { loadFleet, type LoadedFleet } from '../../config/load-fleet.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import { exampleHelp } from '../output/examples.js';
import { exitCodes } from '../output/exit-codes.js';
import { renderProblem } from '../output/render-problem.js';
import { styleOf } from '../output/style.js';

interface ValidateOptions {
  readonly json?: boolean;
}

/** Adds `backlot validate`: every problem of a fleet directory at once. */
export function registerValidateCommand(program: Command): void {
  program
    .command('validate')
    .description('check a fleet directory and print every problem with its place, why it is one and how to mend it')
    .argument('[directory]', 'the fleet directory; BACKLOT_FLEET, else the working directory')
    .option('--json', 'print one JSON document: valid, directory, revision, digest, problems')
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot validate examples/acme', 'check a directory'],
        ['BACKLOT_FLEET=fleet backlot validate', 'check the one that workers use'],
        ['backlot validate fleet --json', 'for editors and pipelines'],
      ]),
    )
    .action(validate);
}

async function validate(argument: string | undefined, { json }: ValidateOptions): Promise<void> {
  const directory = fleetDirectory(argument);
  const loaded = await loadFleet(directory);
  if (json === true) printJson(directory, loaded);
  else printText(directory, loaded);
  process.exitCode = loaded.fleet ? exitCodes.ok : exitCodes.failed;
}

function printJson(directory: string, { fleet, problems }: LoadedFleet): void {
  const known = fleet ? { revision: fleet.revision, digest: fleet.digest } : {};
  console.log(JSON.stringify({ valid: fleet !== undefined, directory, ...known, problems }, undefined, 2));
}

function printText(directory: string, { fleet, problems }: LoadedFleet): void {
  const style = styleOf(process.stdout);
  if (fleet) {
    console.log(`${style.green('valid')} ${directory}: ${contents(fleet)}`);
    console.log(`revision ${fleet.revision}`);
    return;
  }
  for (const problem of problems) console.log(`${renderProblem(directory, problem, style)}\n`);
  const files = new Set(problems.map(({ file }) => file)).size;
  const summary = `${counted(problems.length, 'problem')} in ${counted(files, 'file')}`;
  console.log(`${style.red(summary)}; nothing is started from this fleet until they are mended.`);
}

function contents({ accounts, databases, families, clusters }: Fleet): string {
  return [
    counted(Object.keys(accounts).length, 'environment'),
    counted(Object.keys(databases).length, 'database'),
    counted(Object.keys(families).length, 'family', 'families'),
    counted(Object.keys(clusters).length, 'cluster'),
  ].join(', ');
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
