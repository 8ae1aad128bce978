import { join, normalize } from 'node:path';
import type { Problem } from '../../domain/fleet/problem.js';
import type { Style } from './style.js';

const widestExcerpt = 110;

/**
 * Renders a problem of a fleet as editors and people read it: `file:line:column`, what, the line with a mark below the
 * place, why, and how to mend it.
 */
export function renderProblem(directory: string, problem: Problem, style: Style): string {
  const { file, line, column, code, what, why, mend } = problem;
  const place = `${normalize(join(directory, file))}:${line}:${column}`;
  return [
    `${style.bold(place)} ${style.red(code)} ${what}`,
    ...codeFrame(problem, style),
    `    why:  ${why}`,
    `    mend: ${mend}`,
  ].join('\n');
}

function codeFrame({ line, column, excerpt }: Problem, style: Style): string[] {
  if (excerpt === undefined) return [];
  // A long line is cut on the left, so that its place stays in sight.
  const skipped = Math.max(0, column - 1 - widestExcerpt / 2);
  const shown = excerpt.slice(skipped, skipped + widestExcerpt).replaceAll('\t', ' ');
  const number = String(line);
  const margin = ' '.repeat(number.length);
  return [
    style.dim(`    ${number} | `) + shown,
    style.dim(`    ${margin} | `) + ' '.repeat(column - 1 - skipped) + style.red('^'),
  ];
}
