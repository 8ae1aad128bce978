import type { Command } from 'commander';
import { fleetDirectory, wantsColour } from '../../config/environment.js';
import { requireBlueprints } from '../../config/require-fleet.js';
import { readSettings } from '../../config/settings.js';
import { detachOnInterrupt } from '../operations/detach-on-interrupt.js';
import { exampleHelp } from '../output/examples.js';
import { exitCodes } from '../output/exit-codes.js';
import { styleOf } from '../output/style.js';
import { personalIdentity } from '../person/personal-identity.js';
import { planEnvironment, type PlannedStack } from '../plans/plan-environment.js';
import { planTarget } from '../plans/plan-target.js';
import { renderPlans, tellPlans } from '../plans/render-plans.js';
import { chooseStacks } from '../stacks/choose-stacks.js';
import { stacksOf } from '../../templates/blueprints/stacks-of.js';
import { fleetOption, jsonOption } from './option-values.js';

interface PlanCommandOptions {
  readonly fleet?: string;
  readonly stack?: string;
  readonly json?: boolean;
  readonly exitCode?: boolean;
}

/** Adds `backlot plan`: what applying an environment would do, seen from a laptop. */
export function registerPlanCommand(program: Command): void {
  program
    .command('plan')
    .description('plan the stacks of an environment with your own credentials; locks, stores and changes nothing')
    .argument('<name>', 'an environment, or one of its stacks')
    .option('--stack <name>', 'only this stack: qa1.account, or account')
    .option('--exit-code', `end with exit code ${exitCodes.differs} when there are changes`)
    .option(...fleetOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot plan qa1', 'Terraform’s plan of every stack, and what to look at in it'],
        ['backlot plan qa1.network.us-east-1', 'of one of them'],
        ['backlot plan qa1 --json --exit-code', 'for a pipeline'],
      ]),
    )
    .action(plan);
}

async function plan(name: string, options: PlanCommandOptions): Promise<void> {
  const { fleet: directory, stack, json = false, exitCode = false } = options;
  const loaded = await requireBlueprints(fleetDirectory(directory));
  const { organization } = loaded.fleet;
  const target = planTarget(name, stack);
  // A name that there is not is told before anybody is asked anything.
  chooseStacks(stacksOf(loaded.fleet, loaded.blueprints, target.environment), target.stack);
  const settings = readSettings(organization);
  const person = await personalIdentity(organization.state.region, settings.awsEndpoint);
  const { bold, dim } = styleOf(process.stdout);
  const progress = (text: string) => console.error(styleOf(process.stderr).dim(text));
  progress(`Planning ${name} as ${person.arn}; a stack takes half a minute.`);
  await detachOnInterrupt(async (signal) => {
    const planned: PlannedStack[] = [];
    const colour = wantsColour(process.stdout) && !json;
    const tell = (text: string) => console.error(text);
    try {
      for await (const each of planEnvironment(loaded, target, { settings, person, colour, tell, signal })) {
        planned.push(each);
        progress(`${each.name}: ${each.preview.outcome}`);
        if (!json && each.preview.outcome === 'changes') {
          console.log(`${bold(each.name)}\n${each.preview.text.trim()}\n${dim('─'.repeat(40))}`);
        }
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      console.error('Interrupted. Terraform has ended, and nothing was changed.');
      process.exitCode = exitCodes.interrupted;
      return;
    }
    const told = tellPlans(target.environment, planned, organization.prices);
    console.log(json ? JSON.stringify(told, undefined, 2) : renderPlans(told).join('\n'));
    if (exitCode && planned.some(({ preview }) => preview.outcome !== 'unchanged'))
      process.exitCode = exitCodes.differs;
  });
}
