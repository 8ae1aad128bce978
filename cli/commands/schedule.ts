import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireFleet } from '../../config/require-fleet.js';
import { withTemporal } from '../operations/connect.js';
import { requestedBy } from '../operations/requested-by.js';
import { applySchedules } from '../operations/schedules/apply-schedules.js';
import { listSchedules } from '../operations/schedules/list-schedules.js';
import { renderChanges, renderSchedules } from '../operations/schedules/render-schedules.js';
import { pauseSchedule, resumeSchedule, triggerSchedule } from '../operations/schedules/run-schedules.js';
import { exampleHelp } from '../output/examples.js';
import { exitCodes } from '../output/exit-codes.js';
import { fleetOption, jsonOption } from './option-values.js';

interface ScheduleOptions {
  readonly fleet?: string;
  readonly dryRun?: boolean;
  readonly note?: string;
  readonly json?: boolean;
}

const nameHelp = 'an environment, or the id of a schedule as `list` shows it';

/** Adds `backlot schedule`: what happens by itself, and when. */
export function registerScheduleCommand(program: Command): void {
  const schedule = program.command('schedule').description('keep, show and run the schedules that the fleet asks for');
  registerApply(schedule);
  registerList(schedule);
  schedule
    .command('trigger')
    .description('start what a schedule starts, now; not while its last run goes on')
    .argument('<name>', nameHelp)
    .option(...jsonOption)
    .addHelpText('after', exampleHelp([['backlot schedule trigger qa1', 'tonight’s refresh, now']]))
    .action((name: string, options: ScheduleOptions) => change(name, 'triggered', options));
  schedule
    .command('pause')
    .description('let a schedule start nothing until it is resumed; what runs goes on')
    .argument('<name>', nameHelp)
    .option('--note <words>', 'why; shown by `list` and in the Temporal UI')
    .option(...jsonOption)
    .addHelpText('after', exampleHelp([['backlot schedule pause qa1 --note "load test"', 'keep the data as it is']]))
    .action((name: string, options: ScheduleOptions) => change(name, 'paused', options));
  schedule
    .command('resume')
    .description('let a paused schedule start what it starts again')
    .argument('<name>', nameHelp)
    .option(...jsonOption)
    .addHelpText('after', exampleHelp([['backlot schedule resume qa1', 'refresh every night again']]))
    .action((name: string, options: ScheduleOptions) => change(name, 'resumed', options));
}

function registerApply(schedule: Command): void {
  schedule
    .command('apply')
    .description('create, update and delete schedules, so that they are what the fleet asks for')
    .option('--dry-run', 'change nothing; print what would be changed')
    .option(...fleetOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot schedule apply --dry-run', 'what differs'],
        ['backlot schedule apply --fleet fleet', 'after every change of the fleet, by your pipeline'],
      ]),
    )
    .action(apply);
}

function registerList(schedule: Command): void {
  schedule
    .command('list')
    .description('show the schedules with their next and last runs')
    .option(...jsonOption)
    .addHelpText('after', exampleHelp([['backlot schedule list', 'what happens by itself, and when']]))
    .action(list);
}

async function apply({ fleet: directory, dryRun, json }: ScheduleOptions): Promise<void> {
  const fleet = await requireFleet(fleetDirectory(directory));
  await withTemporal(async (client) => {
    const changes = await applySchedules(client, fleet, dryRun === true);
    const refused = changes.some(({ action }) => action === 'refuse');
    const applied = dryRun !== true && !refused;
    if (json === true) console.log(JSON.stringify({ applied, changes }));
    else console.log(renderChanges(changes, dryRun === true).join('\n'));
    if (refused) process.exitCode = exitCodes.failed;
  });
}

async function list({ json }: ScheduleOptions): Promise<void> {
  await withTemporal(async (client) => {
    const schedules = await listSchedules(client);
    if (json === true) console.log(JSON.stringify({ schedules }));
    else console.log(renderSchedules(schedules).join('\n'));
  });
}

async function change(
  name: string,
  status: 'triggered' | 'paused' | 'resumed',
  { note, json }: ScheduleOptions,
): Promise<void> {
  await withTemporal(async (client) => {
    const who = requestedBy();
    const act = {
      triggered: () => triggerSchedule(client, name),
      paused: () => pauseSchedule(client, name, note === undefined ? `paused by ${who}` : `${note} (${who})`),
      resumed: () => resumeSchedule(client, name, `resumed by ${who}`),
    };
    const schedule = await act[status]();
    if (json === true) console.log(JSON.stringify({ schedule, status }));
    else console.log(`${schedule} is ${status}.${status === 'triggered' ? ` Watch it: backlot watch ${name}` : ''}`);
  });
}
