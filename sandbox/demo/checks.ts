/** What the demonstration checks of what it shows. */
export class Checks {
  private readonly results: { what: string; held: boolean }[] = [];

  add(what: string, held: boolean): void {
    this.results.push({ what, held });
  }

  get passed(): boolean {
    return this.results.length > 0 && this.results.every(({ held }) => held);
  }

  render(): string {
    return this.results.map(({ what, held }) => `  ${held ? '✓' : '✗ FAILED:'} ${what}`).join('\n');
  }
}
