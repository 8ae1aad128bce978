/** The examples at the end of a command's help: what to type, and what it does. */
export function exampleHelp(examples: readonly (readonly [command: string, purpose: string])[]): string {
  const width = Math.max(...examples.map(([command]) => command.length));
  const lines = examples.map(([command, purpose]) => `  $ ${command.padEnd(width)}  # ${purpose}`);
  return `\nExamples:\n${lines.join('\n')}`;
}
