import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { onBenchSandbox, type BenchSandbox } from '../support/bench-sandbox.js';
import { openCommandLog } from './command-log.js';
import { phases, type Phase, type PhaseMeasure, type PlainMeasure, type TerraformMeasures } from './measures.js';
import { adopt, openOwnWay } from './own-way.js';
import { PlainLoop } from './plain-loop.js';
import { renderTerraform } from './render-terraform.js';
import { changeMiddle, writeSixFleet } from './six-fleet.js';

const usage = `npm run bench -- terraform [options]

Makes, looks at, changes and destroys an environment of six stacks with dependencies, on a sandbox of its own, with real
Terraform: once in a loop of plain commands, once with Backlot. Needs terraform 1.11 or newer; takes a quarter of an hour
on two processors.

  --runs <n>   runs of Terraform that Backlot may have at once (as many as the machine has room for)`;

/** Measures what Backlot adds to Terraform, and what it spares. */
export async function benchTerraform(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { runs: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  console.log(renderTerraform(await onBenchSandbox({}, (bench) => measure(bench, values.runs))));
}

/** Takes the two in turns, phase by phase, so that both meet about the same machine. */
async function measure(
  { sandbox, directories, say }: BenchSandbox,
  runs: string | undefined,
): Promise<TerraformMeasures> {
  const [before = 0] = loadavg();
  const { directory } = sandbox.description;
  const [plainly, backlot] = [await sandbox.addEnvironment('plain'), await sandbox.addEnvironment('backlot')];
  const fleet = join(directory, 'fleet');
  await writeSixFleet(fleet, [plainly, backlot]);
  const log = await openCommandLog(join(directory, 'plain'));
  const loop = new PlainLoop({ sandbox, fleet, environment: plainly, directory: join(directory, 'stacks'), log });
  const own = await openOwnWay(sandbox, fleet, backlot, directories.logOf('bench-worker'), runs);
  const tell = (who: string, phase: Phase, { wallMs, processorMs }: PhaseMeasure) =>
    say(`${phase} ${who}: ${(wallMs / 1000).toFixed(1)} s, processor ${(processorMs / 1000).toFixed(1)} s`);

  const plain: Partial<Record<Phase, PlainMeasure>> = {};
  const ours: Partial<Record<Phase, PhaseMeasure>> = {};
  try {
    for (const phase of phases) {
      if (phase === 'one change') await changeMiddle(fleet, [plainly, backlot]);
      if (phase === 'destroy') await adopt(sandbox, backlot);
      plain[phase] = await loop.measure(phase);
      tell('in a loop', phase, plain[phase]);
      ours[phase] = await own.measure(phase);
      tell('with Backlot', phase, ours[phase]);
    }
  } finally {
    await own.close();
  }
  return {
    plain: plain as Record<Phase, PlainMeasure>,
    ours: ours as Record<Phase, PhaseMeasure>,
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`,
    load: [before, loadavg()[0] ?? 0],
  };
}
