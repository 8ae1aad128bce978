import type { LiveView } from './live-view.js';
import { renderChanges } from './render-changes.js';
import { renderView } from './render-view.js';

/** Where looks at an operation are shown. */
export type Screen = (view: LiveView, previous: LiveView | undefined) => void;

/** What is needed of an output stream. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** Chooses how to show an operation: redrawn in place on a terminal, one line for each change elsewhere. */
export function screenFor(output: Output): Screen {
  return output.isTTY === true ? redrawing(output) : logging(output);
}

/** Writes every look that differs from the one before as one line of JSON. */
export function jsonScreen(output: Output): Screen {
  return (view, previous) => {
    const text = JSON.stringify(view);
    if (previous === undefined || JSON.stringify(previous) !== text) output.write(`${text}\n`);
  };
}

function logging(output: Output): Screen {
  return (view, previous) => {
    for (const line of renderChanges(previous, view, Date.now())) output.write(`${line}\n`);
  };
}

function redrawing(output: Output): Screen {
  let drawn: readonly string[] = [];
  return (view) => {
    // Some terminals say 0. A line of the full width would take two rows on some; and what has left the screen at its top
    // cannot be drawn over.
    const columns = Math.max(20, output.columns || 80);
    const height = Math.max(1, (output.rows || 24) - 1);
    const lines = renderView(view, Date.now(), height)
      .slice(0, height)
      .map((line) => cut(line, columns - 1));
    const back = drawn.length === 0 ? '' : `\u001B[${rowsOf(drawn, columns)}A\u001B[0J`;
    output.write(`${back}${lines.join('\n')}\n`);
    drawn = lines;
  };
}

function cut(line: string, width: number): string {
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}

/** How many rows lines take; in a terminal that has become narrower since, some of them more than one. */
function rowsOf(lines: readonly string[], columns: number): number {
  return lines.reduce((sum, { length }) => sum + Math.max(1, Math.ceil(length / columns)), 0);
}
