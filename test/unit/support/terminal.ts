/**
 * A terminal as far as the live view uses one: lines that wrap and scroll, the cursor upwards, erasing to the end.
 */
export class Terminal {
  readonly isTTY = true;
  private lines: string[] = [''];
  private row = 0;
  private column = 0;

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {}

  write(text: string): void {
    for (const [part, up] of text.matchAll(/\u001B\[(\d+)A|\u001B\[0J|[^]/gu)) {
      if (up !== undefined) this.row = Math.max(this.top, this.row - Number(up));
      else if (part === '\u001B[0J') this.erase();
      else if (part === '\n') this.feed();
      else this.put(part ?? '');
    }
  }

  /** All lines that were ever written and not erased, those that scrolled away included. */
  get history(): readonly string[] {
    return this.lines.map((line) => line.trimEnd());
  }

  /** The cursor cannot leave the screen. */
  private get top(): number {
    return Math.max(0, this.lines.length - this.rows);
  }

  private erase(): void {
    this.lines = [...this.lines.slice(0, this.row), (this.lines[this.row] ?? '').slice(0, this.column)];
  }

  private feed(): void {
    this.row += 1;
    this.column = 0;
    if (this.row === this.lines.length) this.lines.push('');
  }

  private put(character: string): void {
    if (this.column === this.columns) this.feed();
    const line = this.lines[this.row] ?? '';
    this.lines[this.row] = line.slice(0, this.column).padEnd(this.column) + character + line.slice(this.column + 1);
    this.column += 1;
  }
}
