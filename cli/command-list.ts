import type { Command } from 'commander';

/** A command of the program. Its module is loaded only when it is the one that runs. */
export interface CommandEntry {
  readonly name: string;
  /** What the list of commands says about it. */
  readonly summary: string;
  readonly load: () => Promise<(program: Command) => void>;
}

/** Every command in the order of `backlot --help`. A new one is one entry here and a file under `commands/`. */
export const commandList: readonly CommandEntry[] = [
  {
    name: 'sandbox',
    summary: 'run a local cloud for trying things out',
    load: async () => (await import('./commands/sandbox.js')).registerSandboxCommand,
  },
  {
    name: 'validate',
    summary: 'check a fleet directory',
    load: async () => (await import('./commands/validate.js')).registerValidateCommand,
  },
  {
    name: 'schema',
    summary: 'print JSON Schemas of fleet files for editors',
    load: async () => (await import('./commands/schema.js')).registerSchemaCommand,
  },
  {
    name: 'policies',
    summary: 'show what each role, key and worker may do, and why',
    load: async () => (await import('./commands/policies.js')).registerPoliciesCommand,
  },
  {
    name: 'graph',
    summary: 'draw the stacks of an environment and what they need of each other',
    load: async () => (await import('./commands/graph.js')).registerGraphCommand,
  },
  {
    name: 'synth',
    summary: 'write the stacks of an environment as plain Terraform',
    load: async () => (await import('./commands/synth.js')).registerSynthCommand,
  },
  {
    name: 'plan',
    summary: 'show what an environment lacks or has too much of; changes nothing',
    load: async () => (await import('./commands/plan.js')).registerPlanCommand,
  },
  {
    name: 'bootstrap',
    summary: 'write what people apply themselves before the first operation',
    load: async () => (await import('./commands/bootstrap.js')).registerBootstrapCommand,
  },
  {
    name: 'worker',
    summary: 'do the work that operations hand out',
    load: async () => (await import('./commands/worker.js')).registerWorkerCommand,
  },
  {
    name: 'spawn',
    summary: 'make an environment from its account file',
    load: async () => (await import('./commands/spawn.js')).registerSpawnCommand,
  },
  {
    name: 'extend',
    summary: 'let an environment stay longer',
    load: async () => (await import('./commands/extend.js')).registerExtendCommand,
  },
  {
    name: 'refresh',
    summary: 'fill an environment with fresh, sanitised databases',
    load: async () => (await import('./commands/refresh.js')).registerRefreshCommand,
  },
  {
    name: 'rollback',
    summary: 'let the previous generation of an environment serve again',
    load: async () => (await import('./commands/rollback.js')).registerRollbackCommand,
  },
  {
    name: 'sanitize',
    summary: 'make a sanitised image of one production database',
    load: async () => (await import('./commands/sanitize.js')).registerSanitizeCommand,
  },
  {
    name: 'status',
    summary: 'show what runs, what serves and what happens next',
    load: async () => (await import('./commands/status.js')).registerStatusCommand,
  },
  {
    name: 'parity',
    summary: 'compare an environment with production',
    load: async () => (await import('./commands/parity.js')).registerParityCommand,
  },
  {
    name: 'drift',
    summary: 'look for what was changed by hand, and for what was never applied',
    load: async () => (await import('./commands/drift.js')).registerDriftCommand,
  },
  {
    name: 'watch',
    summary: 'watch a running operation',
    load: async () => (await import('./commands/watch.js')).registerWatchCommand,
  },
  {
    name: 'pause',
    summary: 'let a running refresh begin no further step',
    load: async () => (await import('./commands/steer.js')).registerPauseCommand,
  },
  {
    name: 'resume',
    summary: 'let a paused refresh go on',
    load: async () => (await import('./commands/steer.js')).registerResumeCommand,
  },
  {
    name: 'skip',
    summary: 'let a running refresh leave out one database',
    load: async () => (await import('./commands/steer.js')).registerSkipCommand,
  },
  {
    name: 'approve',
    summary: 'let plans be applied, or a new generation serve',
    load: async () => (await import('./commands/approve.js')).registerApproveCommand,
  },
  {
    name: 'reject',
    summary: 'end a spawn instead of letting its plans be applied',
    load: async () => (await import('./commands/approve.js')).registerRejectCommand,
  },
  {
    name: 'retry',
    summary: 'let a failed step of a spawn be tried again',
    load: async () => (await import('./commands/recover.js')).registerRetryCommand,
  },
  {
    name: 'abandon',
    summary: 'give up a spawn after a step has failed',
    load: async () => (await import('./commands/recover.js')).registerAbandonCommand,
  },
  {
    name: 'cancel',
    summary: 'stop an operation; it clears up after itself',
    load: async () => (await import('./commands/steer.js')).registerCancelCommand,
  },
  {
    name: 'schedule',
    summary: 'keep, show and run the schedules that the fleet asks for',
    load: async () => (await import('./commands/schedule.js')).registerScheduleCommand,
  },
  {
    name: 'destroy',
    summary: 'take an environment away, down to nothing',
    load: async () => (await import('./commands/destroy.js')).registerDestroyCommand,
  },
  {
    name: 'retire',
    summary: 'close an empty account for good',
    load: async () => (await import('./commands/retire.js')).registerRetireCommand,
  },
  {
    name: 'sweep',
    summary: 'list or delete what no operation owns any more',
    load: async () => (await import('./commands/sweep.js')).registerSweepCommand,
  },
];
