import { LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { Finding, Problem } from '../domain/fleet/problem.js';
import { withoutJsonForm } from './without-json-form.js';
import { offsetOf } from './yaml-offset.js';

/** A YAML file as a plain value, with the way back from a path to a line. */
export interface YamlFile {
  readonly file: string;
  /** The value; `undefined` when the file is not YAML. */
  readonly value: unknown;
  /** What stands in the way of a value. */
  readonly problems: readonly Problem[];
  /** Turns a finding into a problem: the line of its value, or of the nearest thing around it that exists. */
  readonly locate: (finding: Finding) => Problem;
}

/** Aliases are convenient in fleet files; a bomb made of them is not. */
const mostAliases = 1000;

/** Parses one YAML document of the core schema and keeps its positions. Never throws. */
export function parseYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const rows = text.split(/\r?\n/);
  const problemAt = (offset: number, words: Pick<Problem, 'code' | 'what' | 'why' | 'mend'>): Problem => {
    // Offset 0 has no line in an empty file.
    const { line, col } = text === '' ? { line: 1, col: 1 } : lines.linePos(offset);
    const { code, what, why, mend } = words;
    const excerpt = rows[line - 1];
    return {
      code,
      file,
      line,
      column: col,
      what,
      why,
      mend,
      ...(excerpt !== undefined && excerpt !== '' && { excerpt }),
    };
  };
  const invalid = (offset: number, message: string): Problem =>
    problemAt(offset, {
      code: 'YamlInvalid',
      what: `this is not valid YAML: ${firstSentence(message)}`,
      why: 'the file cannot be read beyond this place',
      mend: 'correct the syntax here; texts that begin with *, &, !, %, @ or ` need quotes',
    });

  let document: Document.Parsed | undefined;
  try {
    // Known tags of other schemas would bring in binary values, sets and dates, which no fleet file has.
    const parsed = parseDocument(text, {
      lineCounter: lines,
      schema: 'core',
      resolveKnownTags: false,
      prettyErrors: false,
    });
    document = parsed;
    const mistakes = [...parsed.errors, ...parsed.warnings].map(({ pos, message }) => ({
      offset: pos[0],
      message,
    }));
    if (mistakes.length === 0) mistakes.push(...withoutJsonForm(parsed));
    if (mistakes.length > 0) {
      const problems = mistakes.map(({ offset, message }) => invalid(offset, message));
      return { file, value: undefined, problems, locate: (finding) => problemAt(0, finding) };
    }
    const value: unknown = parsed.toJS({ maxAliasCount: mostAliases });
    return { file, value, problems: [], locate: (finding) => problemAt(offsetOf(parsed, finding), finding) };
  } catch (error) {
    // The parser throws on alias bombs, unresolved aliases and nesting deeper than the stack.
    const offset = error instanceof ReferenceError && document ? aliasOfNothing(document) : 0;
    const problem = invalid(offset, error instanceof Error ? error.message : 'unreadable');
    return { file, value: undefined, problems: [problem], locate: (finding) => problemAt(0, finding) };
  }
}

/** Where the first alias stands that no anchor comes before. */
function aliasOfNothing(document: Document.Parsed): number {
  let offset: number | undefined;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      offset = alias.range?.[0];
      return visit.BREAK;
    },
  });
  return offset ?? 0;
}

function firstSentence(message: string): string {
  return (message.split('\n')[0] ?? message).slice(0, 200).replace(/[.:]$/, '');
}
