import type { LiveView } from './live-view.js';
import { renderChanges } from './render-changes.js';
import { renderView } from './render-view.js';

/** Where looks at an operation are shown. */
export type Screen = (view: LiveView, previous: LiveView | undefined) => void;

/** What is needed of an output stream. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
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
  let height = 0;
  return (view) => {
    // Some terminals say 0. A line that wrapped would take two rows of the screen, and the next drawing would begin one too low.
    const width = Math.max(20, (output.columns || 80) - 1);
    const lines = renderView(view, Date.now()).map((line) =>
      line.length > width ? `${line.slice(0, width - 1)}…` : line,
    );
    const back = height === 0 ? '' : `\u001B[${height}A\u001B[0J`;
    output.write(`${back}${lines.join('\n')}\n`);
    height = lines.length;
  };
}
