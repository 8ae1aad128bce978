import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import type { Finding, Problem } from '../domain/fleet/problem.js';

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

  try {
    const document = parseDocument(text, { lineCounter: lines, schema: 'core', prettyErrors: false });
    const mistakes = [...document.errors, ...document.warnings];
    if (mistakes.length > 0) {
      const problems = mistakes.map(({ pos, message }) => invalid(pos[0], message));
      return { file, value: undefined, problems, locate: (finding) => problemAt(0, finding) };
    }
    const value: unknown = document.toJS({ maxAliasCount: mostAliases });
    return { file, value, problems: [], locate: (finding) => problemAt(offsetOf(document, finding), finding) };
  } catch (error) {
    // The parser throws on alias bombs, unresolved aliases and nesting deeper than the stack.
    const problem = invalid(0, error instanceof Error ? error.message : 'unreadable');
    return { file, value: undefined, problems: [problem], locate: (finding) => problemAt(0, finding) };
  }
}

/** Finds the offset of the finding's key or value. */
function offsetOf(document: Document.Parsed, { path, target }: Finding): number {
  let value: Node | null | undefined = document.contents;
  let key: Node | undefined;
  for (const [depth, segment] of path.entries()) {
    const node: Node | null | undefined = isAlias(value) ? value.resolve(document) : value;
    if (isMap<Node, Node | null>(node)) {
      const pair: Pair<Node, Node | null> | undefined = node.items.find(
        (item) => keyText(item.key) === String(segment),
      );
      if (!pair) break;
      key = pair.key;
      value = pair.value;
    } else if (isSeq<Node>(node)) {
      const item: Node | undefined = node.items[Number(segment)];
      if (!item) break;
      key = undefined;
      value = item;
    } else break;
    const isLast = depth === path.length - 1;
    if (isLast && target === 'key' && key) return key.range?.[0] ?? 0;
  }
  // A key without a value has a range behind its colon, perhaps on the next line: its key is the better place.
  const isEmpty = isScalar(value) && value.value === null && value.source === '';
  const node = value && !isEmpty && target !== 'key' ? value : (key ?? value);
  return node?.range?.[0] ?? 0;
}

function keyText(key: Node | null): string {
  return isScalar<string | number | boolean | null>(key) ? String(key.value ?? '') : '';
}

function firstSentence(message: string): string {
  return (message.split('\n')[0] ?? message).slice(0, 200).replace(/[.:]$/, '');
}
