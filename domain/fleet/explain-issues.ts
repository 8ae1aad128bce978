import { z } from 'zod';
import { closest } from './closest.js';
import { chooseBranch } from './choose-branch.js';
import type { Finding, ValuePath } from './problem.js';
import { isProblemCode } from './problem-codes.js';
import { knownKeysAt, wordsAt } from './schema-at.js';

type Issue = z.core.$ZodIssue;

/** A file's value and the schema that refused it. */
export interface Refused {
  readonly file: string;
  readonly schema: z.ZodType;
  readonly value: unknown;
}

/** Turns what a schema found wrong into findings that say what, why and how to mend it. */
export function explainIssues(refused: Refused, issues: readonly Issue[]): Finding[] {
  return issues.flatMap((issue) => explain(refused, issue, textPath(issue.path)));
}

function explain(refused: Refused, issue: Issue, path: ValuePath): Finding[] {
  const { file } = refused;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(refused, path, key));
    case 'invalid_key':
      return issue.issues.map((inner) => ({ ...explainText(refused, inner, path), target: 'key' as const }));
    case 'invalid_union': {
      const branch = chooseBranch(issue.errors);
      if (branch) return branch.flatMap((inner) => explain(refused, inner, [...path, ...textPath(inner.path)]));
      return [wrongType(refused, path, 'one of the forms')];
    }
    case 'invalid_type':
      return [isMissing(refused.value, path) ? missingKey(refused, path) : wrongType(refused, path, issue.expected)];
    case 'invalid_value': {
      if (isMissing(refused.value, path)) return [missingKey(refused, path)];
      const allowed = issue.values.map(String);
      const given = valueAt(refused.value, path);
      const near = typeof given === 'string' ? closest(given, allowed) : undefined;
      return [
        {
          code: 'ValueInvalid',
          file,
          path,
          what: `${nameOf(path)} is ${show(given)}`,
          why: allowed.length === 1 ? `it can only be ${allowed[0]}` : `it can only be one of ${allowed.join(', ')}`,
          mend: `write ${near ?? allowed.join(' or ')}`,
        },
      ];
    }
    default:
      return [explainText(refused, issue, path)];
  }
}

/** Explains an issue whose words the schema itself has chosen. */
function explainText(refused: Refused, issue: Issue, path: ValuePath): Finding {
  const { file, schema, value } = refused;
  const place = { file, path };
  const params = issue.code === 'custom' ? issue.params : undefined;
  if (params && isProblemCode(params['code'])) {
    const given = valueAt(value, path);
    const what = typeof given === 'string' ? `${nameOf(path)} is ${show(given)}: ${issue.message}` : issue.message;
    return {
      code: params['code'],
      ...place,
      what: shorten(what, issue.message),
      why: String(params['why']),
      mend: String(params['mend']),
    };
  }
  if (path[0] === 'scrub') {
    return {
      code: 'RulesInvalid',
      ...place,
      what: `${nameOf(path)}: ${issue.message}`,
      why: 'a scrub runs only with rules that it understands completely',
      mend: 'correct the rule; docs/scrub.md has every kind with an example',
    };
  }
  const { description, example } = wordsAt(schema, path);
  return {
    code: 'ValueInvalid',
    ...place,
    what: `${nameOf(path)} is ${show(valueAt(value, path))}: ${issue.message}`,
    why: description ?? 'the schema of the file allows nothing else',
    mend: example === undefined ? 'write a value that fits' : `write a value such as ${example}`,
  };
}

function unknownKey({ file, schema }: Refused, path: ValuePath, key: string): Finding {
  const known = knownKeysAt(schema, path);
  const near = closest(key, known);
  return {
    code: path[0] === 'scrub' ? 'RulesInvalid' : 'UnknownKey',
    file,
    path: [...path, key],
    target: 'key',
    what: `${path.length === 0 ? 'the file' : nameOf(path)} has no key "${key.slice(0, 60)}"`,
    why: known.length > 0 ? `its keys are ${known.join(', ')}` : 'it has no keys at all',
    mend: near === undefined ? 'remove the key' : `write ${near}`,
  };
}

function missingKey({ file, schema }: Refused, path: ValuePath): Finding {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  const { description, example } = wordsAt(schema, path);
  return {
    code: 'MissingKey',
    file,
    path: parent,
    target: 'key',
    what: `${parent.length === 0 ? 'the file' : nameOf(parent)} has no \`${key}\``,
    why: description ?? 'it has no default',
    mend: `add \`${key}:\`${example === undefined ? '' : `, for example \`${key}: ${example}\``}`,
  };
}

function wrongType({ file, schema, value }: Refused, path: ValuePath, expected: string): Finding {
  const given = valueAt(value, path);
  const { title, description, example } = wordsAt(schema, path);
  const wanted = title ?? typeWords[expected] ?? expected;
  const unquoted = expected === 'string' && typeof given === 'number';
  return {
    code: path[0] === 'scrub' ? 'RulesInvalid' : 'WrongType',
    file,
    path,
    what: given === null ? `${nameOf(path)} has no value` : `${nameOf(path)} is ${show(given)}, not ${wanted}`,
    why: unquoted ? 'YAML reads digits without quotes as a number' : (description ?? `it must be ${wanted}`),
    mend: unquoted
      ? `put it in quotes: "${String(given)}"`
      : `write ${wanted}${example === undefined ? '' : `, for example ${example}`}`,
  };
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys',
  record: 'a mapping of keys',
};

function nameOf(path: ValuePath): string {
  if (path.length === 0) return 'the file';
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return `\`${shorten(text.replace(/^\./, ''), '…')}\``;
}

function show(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  return String(value);
}

function shorten(text: string, otherwise: string): string {
  return text.length > 300 ? otherwise : text;
}

/** A missing key and a key without value are different mistakes. */
function isMissing(root: unknown, path: ValuePath): boolean {
  return path.length > 0 && valueAt(root, path) === undefined;
}

function valueAt(root: unknown, path: ValuePath): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    root,
  );
}

function textPath(path: readonly PropertyKey[]): ValuePath {
  return path.map((part) => (typeof part === 'number' ? part : String(part)));
}
