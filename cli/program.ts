import { Command } from 'commander';
import { commandList, type CommandEntry } from './command-list.js';
import { exampleHelp } from './output/examples.js';
import { exitCodeHelp } from './output/exit-codes.js';

const helpHint = 'Run the same with --help to see what is possible.';

/**
 * Builds the program for these arguments. Only the command that they name is loaded, because most commands bring a
 * large client with them; the others are listed by their summary.
 */
export async function createProgram(args: readonly string[], version: string): Promise<Command> {
  const program = new Command('backlot')
    .description('Full-size replicas of production on AWS: sanitised databases, refreshed every night.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError(helpHint)
    .exitOverride()
    .addHelpText(
      'after',
      `${exampleHelp([
        ['backlot sandbox up', 'a local cloud to try everything on'],
        ['backlot validate examples/acme', 'check a fleet directory'],
      ])}\n\n${exitCodeHelp}`,
    );
  const wanted = namedCommand(args);
  for (const entry of commandList) {
    if (entry.name === wanted) (await entry.load())(program);
    else list(program, entry);
  }
  // Commands are made before these are set on the program, and each keeps its own.
  for (const command of descendants(program)) {
    command.exitOverride().showHelpAfterError(helpHint);
  }
  return program;
}

function list(program: Command, { name, summary }: CommandEntry): void {
  program.command(name).description(summary);
}

function namedCommand(args: readonly string[]): string | undefined {
  const words = args.filter((arg) => !arg.startsWith('-'));
  return words[0] === 'help' ? words[1] : words[0];
}

function descendants(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...descendants(child)]);
}
