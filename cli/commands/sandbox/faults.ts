import { Option, type Command } from 'commander';
import type { FaultEffect, FaultSpec } from '../../../sandbox/gateway/faults/fault.js';
import { renderFaults } from '../../../sandbox/runtime/render-faults.js';
import { RunDirectories } from '../../../sandbox/runtime/run-directory.js';
import { SandboxClient } from '../../../sandbox/runtime/sandbox-client.js';
import { SandboxError } from '../../../sandbox/runtime/sandbox-error.js';
import { exampleHelp } from '../../output/examples.js';
import { reporting, subcommand, type Common } from './subcommand.js';

type Moment = 'before' | 'after';

interface AddOptions extends Common, Omit<FaultSpec, 'effect'> {
  readonly json?: boolean;
  readonly error?: string;
  readonly message?: string;
  readonly status?: number;
  readonly expire?: boolean;
  readonly latency?: number;
  readonly disconnect?: Moment;
  readonly hold?: Moment;
  readonly eventual?: number;
  readonly brief?: number;
  readonly fail?: boolean;
  readonly stuck?: boolean;
}

const targets = ['service', 'action', 'role', 'account', 'region', 'resource'] as const;
const doses = ['rate', 'after', 'times', 'seed'] as const;
const moments = ['before', 'after'];

/** Adds `backlot sandbox faults`: what goes wrong in a sandbox on request. */
export function registerFaults(parent: Command): void {
  const faults = parent.command('faults').description('let AWS calls go wrong, as they do on AWS');
  faults.addHelpText(
    'after',
    exampleHelp([
      [
        'backlot sandbox faults add --service rds --error Throttling --rate 0.3',
        'throttle a third of all calls to RDS',
      ],
      ['backlot sandbox faults remove --all', 'let everything work again'],
    ]),
  );
  registerAdd(faults);
  registerList(faults);
  registerRelease(faults);
  registerRemove(faults);
}

function registerAdd(parent: Command): void {
  const command = subcommand(parent, 'add', 'add a fault: what happens, and to which calls', [
    ['backlot sandbox faults add --service rds --action CopyDBSnapshot --error Throttling --rate 0.3', 'refuse some'],
    ['backlot sandbox faults add --action RestoreDBInstanceFromDBSnapshot --fail --times 1', 'one restore fails'],
    ['backlot sandbox faults add --role BacklotData --disconnect after --after 10', 'lose answers, from the 11th on'],
  ])
    .option('--error <code>', 'refuse the call with this AWS error')
    .option('--message <text>', 'with these words')
    .option('--status <number>', 'and this HTTP status', Number)
    .option('--expire', "end the caller's session before its time")
    .option('--latency <ms>', 'let the call wait', Number)
    .addOption(new Option('--disconnect <moment>', 'end the connection around the effect').choices(moments))
    .addOption(new Option('--hold <moment>', 'keep the call around its effect until it is released').choices(moments))
    .option('--eventual <ms>', 'let what the call makes or allows be seen only later', Number)
    .option('--brief <ms>', 'let the session that sts issues end after so long', Number)
    .option('--fail', 'accept the call, and let what it starts fail')
    .option('--stuck', 'accept the call, and let what it starts wait until it is released')
    .option('--service <service>', 'calls to this service: rds, kms, …')
    .option('--action <action>', 'of this action: CopyDBSnapshot, …')
    .option('--role <role>', 'by this role')
    .option('--account <name>', 'by this account (name or number)')
    .option('--region <region>', 'in this region')
    .option('--resource <pattern>', 'about this resource; * stands for any characters')
    .option('--rate <part>', 'which part of them is met, up to 1', Number)
    .option('--after <count>', 'how many of them pass first', Number)
    .option('--times <count>', 'how many of them are met', Number)
    .option('--seed <number>', 'which ones the rate chooses', Number)
    .option('--json', 'print JSON');
  command.action(
    reporting(async (options: AddOptions) => {
      const fault = await (await clientOf(options)).addFault(specOf(options));
      console.log(options.json === true ? JSON.stringify(fault) : renderFaults([fault]));
    }),
  );
}

function registerList(parent: Command): void {
  subcommand(parent, 'list', 'list the faults, how many calls they met, and what they hold', [
    ['backlot sandbox faults list', 'as a table'],
    ['backlot sandbox faults list --json', 'the same for scripts'],
  ])
    .option('--json', 'print JSON')
    .action(
      reporting(async (options: Common & { json?: boolean }) => {
        const faults = await (await clientOf(options)).faults();
        console.log(options.json === true ? JSON.stringify(faults) : renderFaults(faults));
      }),
    );
}

function registerRelease(parent: Command): void {
  subcommand(parent, 'release', 'let go what a fault holds', [
    ['backlot sandbox faults release f3', 'held calls go on, and what is stuck begins'],
    ['backlot sandbox faults release f3 --drop', 'end the connections of held calls instead'],
  ])
    .argument('<id>', 'the fault')
    .option('--request <id>', 'only the call with this request id')
    .option('--drop', 'end the connection instead')
    .action(
      reporting(async (id: string, options: Common & { request?: string; drop?: boolean }) => {
        const { request, drop } = options;
        const released = await (
          await clientOf(options)
        ).releaseFault(id, {
          ...(request === undefined ? {} : { requestId: request }),
          ...(drop === undefined ? {} : { drop }),
        });
        console.log(`${released} released.`);
      }),
    );
}

function registerRemove(parent: Command): void {
  subcommand(parent, 'remove', 'take faults away; what they hold goes on', [
    ['backlot sandbox faults remove f3', 'one'],
    ['backlot sandbox faults remove --all', 'all of them'],
  ])
    .argument('[id]', 'the fault')
    .option('--all', 'every fault')
    .action(
      reporting(async (id: string | undefined, options: Common & { all?: boolean }) => {
        if ((id === undefined) !== (options.all === true)) {
          throw new SandboxError('It is not clear which faults to remove. Name one, or say --all.', 'invalid');
        }
        const removed = await (await clientOf(options)).removeFaults(id === undefined ? 'all' : { id });
        if (removed === 0 && id !== undefined) {
          throw new SandboxError(`There is no fault ${id}. See "backlot sandbox faults list".`, 'invalid');
        }
        console.log(`${removed} removed.`);
      }),
    );
}

async function clientOf({ name, directory }: Common): Promise<SandboxClient> {
  return new SandboxClient((await new RunDirectories(directory).requireRunning(name)).endpoint);
}

function specOf(options: AddOptions): FaultSpec {
  const given = [...targets, ...doses].flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]]));
  return { effect: effectOf(options), ...(Object.fromEntries(given) as Omit<FaultSpec, 'effect'>) };
}

function effectOf(options: AddOptions): FaultEffect {
  const { error, message, status, expire, latency, disconnect, hold, eventual, brief, fail, stuck } = options;
  const effects: FaultEffect[] = [];
  if (error !== undefined) effects.push({ kind: 'error', code: error, message, status });
  if (expire === true) effects.push({ kind: 'expire' });
  if (latency !== undefined) effects.push({ kind: 'latency', ms: latency });
  if (disconnect !== undefined) effects.push({ kind: 'disconnect', moment: disconnect });
  if (hold !== undefined) effects.push({ kind: 'hold', moment: hold });
  if (eventual !== undefined) effects.push({ kind: 'eventual', ms: eventual });
  if (brief !== undefined) effects.push({ kind: 'brief', ms: brief });
  if (fail === true) effects.push({ kind: 'fail' });
  if (stuck === true) effects.push({ kind: 'stuck' });
  const [effect] = effects;
  if (effect !== undefined && effects.length === 1) return effect;
  throw new SandboxError(
    `A fault does one thing, and this one ${effects.length === 0 ? 'nothing' : 'several'}. ` +
      'Give one of --error, --expire, --latency, --disconnect, --hold, --eventual, --brief, --fail and --stuck.',
    'invalid',
  );
}
