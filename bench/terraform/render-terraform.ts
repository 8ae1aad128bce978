import type { LoggedCommand } from './command-log.js';
import { phases, type PhaseMeasure, type TerraformMeasures } from './measures.js';

/** How much longer than the critical path of its single commands a first apply may take. */
const mostOverCritical = 1.1;
const mostForNoOpMs = 5_000;

/** Writes the measures as tables in Markdown, with a line below that says which goals hold. */
export function renderTerraform({ plain, ours, machine, load }: TerraformMeasures): string {
  const rows = phases.flatMap((phase) => {
    const loop = plain[phase];
    const own = ours[phase];
    const ratios = [ratio(own.wallMs, loop.wallMs), ratio(own.wallMs, loop.critical.ms)];
    return [
      row([phase, 'loop', ...cells(loop), '1.00', ratio(loop.wallMs, loop.critical.ms)]),
      row([phase, 'Backlot', ...cells(own), ...ratios]),
    ];
  });
  const { critical } = plain['first apply'];
  const isFast = ours['first apply'].wallMs <= mostOverCritical * critical.ms;
  const isQuiet = ours['no-op'].wallMs <= mostForNoOpMs;
  return [
    `${machine}; load ${load.map((value) => value.toFixed(1)).join(' before, ')} after`,
    '',
    row(['phase', 'with', 'wall', 'processor', 'memory, peak', 'commands', '÷ loop', '÷ critical path']),
    row(['---', '---', '---:', '---:', '---:', '---', '---:', '---:']),
    ...rows,
    '',
    row(['command', 'with', 'count', 'mean wall', 'mean processor']),
    row(['---', '---', '---:', '---:', '---:']),
    ...commandRows('loop', plain),
    ...commandRows('Backlot', ours),
    '',
    `Critical path of the first apply: ${critical.stacks.join(' → ')}, ${seconds(critical.ms)}.`,
    `Goals: first apply within ${mostOverCritical} × the critical path: ${verdict(isFast)}; no-op within ` +
      `${mostForNoOpMs / 1000} s: ${verdict(isQuiet)}.`,
  ].join('\n');
}

function cells({ wallMs, processorMs, peakMemory, commands }: PhaseMeasure): string[] {
  const counts = byName(commands).map(([name, all]) => `${all.length} ${name}`);
  const listed = counts.length === 0 ? '' : `: ${counts.join(', ')}`;
  const memory = `${(peakMemory / 2 ** 20).toFixed(0)} MB`;
  return [seconds(wallMs), seconds(processorMs), memory, `${commands.length}${listed}`];
}

/** What a single command takes on average, so that it can be seen what more commands would cost. */
function commandRows(who: string, of: TerraformMeasures['ours']): string[] {
  const commands = phases.flatMap((phase) => of[phase].commands);
  return byName(commands).map(([name, all]) => {
    const mean = (msOf: (command: LoggedCommand) => number) =>
      seconds(all.reduce((sum, command) => sum + msOf(command), 0) / all.length);
    const wall = mean(({ begunAt, endedAt }) => endedAt - begunAt);
    return row([name, who, String(all.length), wall, mean(({ processorMs }) => processorMs)]);
  });
}

function byName(commands: readonly LoggedCommand[]): [string, LoggedCommand[]][] {
  const groups = new Map<string, LoggedCommand[]>();
  for (const command of commands) groups.set(command.command, [...(groups.get(command.command) ?? []), command]);
  return [...groups].toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function row(cellsOfRow: readonly string[]): string {
  return `| ${cellsOfRow.join(' | ')} |`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function ratio(one: number, other: number): string {
  return other === 0 ? '–' : (one / other).toFixed(2);
}

function verdict(holds: boolean): string {
  return holds ? 'holds' : 'does not hold';
}
