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
];
