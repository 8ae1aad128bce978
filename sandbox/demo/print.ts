/** Writes a line to the terminal. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes the headline of a part of the demonstration. */
export function printTitle(text: string): void {
  print(`\n── ${text} ${'─'.repeat(Math.max(0, 96 - text.length))}`);
}
