import type { Command } from 'commander';
import { requireName } from '../operations/check-names.js';
import { withTemporal } from '../operations/connect.js';
import { readStatus } from '../operations/status/read-status.js';
import { renderStatus } from '../operations/status/render-status.js';
import { exampleHelp } from '../output/examples.js';
import { jsonOption } from './option-values.js';

interface StatusOptions {
  readonly json?: boolean;
}

/** Adds `backlot status`: what runs, who holds what, what serves, and what happens next. */
export function registerStatusCommand(program: Command): void {
  program
    .command('status')
    .description(
      'show what runs, who holds what, which generations serve, how old their data is, and what happens next',
    )
    .argument('[environment]', 'only this environment')
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot status', 'everything'],
        ['backlot status qa1 --json', 'one environment, for scripts'],
      ]),
    )
    .action(async (environment: string | undefined, { json }: StatusOptions) => {
      if (environment !== undefined) requireName(environment);
      await withTemporal(async (client) => {
        const status = await readStatus(client, environment);
        if (json === true) console.log(JSON.stringify(status));
        else console.log(renderStatus(status, Date.now()).join('\n'));
      });
    });
}
