import type { z } from 'zod';
import { allowedWords, chooseBranch } from './choose-branch.js';
import { closest } from './closest.js';
import { describePath, describeValue, valueAt, yamlText } from './describe-value.js';
import { isProblemCode } from './problem-codes.js';
import type { Finding, ValuePath } from './problem.js';
import { knownKeysAt, schemasAt, wordsAt } from './schema-at.js';

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
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(refused, path, key));
    case 'invalid_key':
      return issue.issues.map((inner) => ({ ...explainWords(refused, inner, path), target: 'key' as const }));
    case 'invalid_union': {
      const branch = chooseBranch(issue.errors);
      if (branch) return branch.flatMap((inner) => explain(refused, inner, [...path, ...textPath(inner.path)]));
      if (isMissing(refused, path)) return [missingKey(refused, path)];
      const words = allowedWords(issue.errors);
      const isWord = words.length > 0 && typeof valueAt(refused.value, path) === 'string';
      return [isWord ? wrongWord(refused, path, words) : wrongType(refused, path, 'union')];
    }
    case 'invalid_type':
      return [isMissing(refused, path) ? missingKey(refused, path) : wrongType(refused, path, issue.expected)];
    case 'invalid_value':
      return [
        isMissing(refused, path) ? missingKey(refused, path) : wrongWord(refused, path, issue.values.map(String)),
      ];
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'too_big':
    case 'too_small':
      return [explainWords(refused, issue, path)];
  }
}

/** Explains an issue by the words that the schema itself has chosen. */
function explainWords({ file, schema, value }: Refused, issue: Issue, path: ValuePath): Finding {
  const what = `${describePath(path)} is ${describeValue(valueAt(value, path))}: ${issue.message}`;
  const params = issue.code === 'custom' ? issue.params : undefined;
  if (params && isProblemCode(params['code'])) {
    return { code: params['code'], file, path, what, why: String(params['why']), mend: String(params['mend']) };
  }
  if (isRule(path)) {
    return {
      code: 'RulesInvalid',
      file,
      path,
      what: `${describePath(path)}: ${issue.message}`,
      why: 'a scrub runs only with rules that it understands completely',
      mend: 'correct the rule; docs/scrub.md has every kind with an example',
    };
  }
  const { description, example } = wordsAt(schema, path);
  return {
    code: 'ValueInvalid',
    file,
    path,
    what,
    why: description ?? 'the schema of the file allows nothing else',
    mend: example === undefined ? 'write a value that fits' : `write a value such as ${yamlText(example)}`,
  };
}

function wrongWord({ file, value }: Refused, path: ValuePath, allowed: readonly string[]): Finding {
  const given = valueAt(value, path);
  const near = typeof given === 'string' ? closest(given, allowed) : undefined;
  return {
    code: isRule(path) ? 'RulesInvalid' : 'ValueInvalid',
    file,
    path,
    what: `${describePath(path)} is ${describeValue(given)}`,
    why: allowed.length === 1 ? `it can only be ${allowed[0]}` : `it can only be one of ${allowed.join(', ')}`,
    mend: `write ${near ?? (allowed.length > 3 ? 'one of these' : allowed.join(' or '))}`,
  };
}

function unknownKey({ file, schema }: Refused, path: ValuePath, key: string): Finding {
  const known = knownKeysAt(schema, path);
  const near = closest(key, known);
  return {
    code: isRule(path) ? 'RulesInvalid' : 'UnknownKey',
    file,
    path: [...path, key],
    target: 'key',
    what: `${describePath(path)} has no key "${key.slice(0, 60)}"`,
    why: known.length > 0 ? `its keys are ${known.join(', ')}` : 'it has no keys at all',
    mend: near === undefined ? 'remove the key' : `write ${near}`,
  };
}

function missingKey({ file, schema }: Refused, path: ValuePath): Finding {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  const { description, example } = wordsAt(schema, path);
  return {
    code: isRule(path) ? 'RulesInvalid' : 'MissingKey',
    file,
    path: parent,
    target: 'key',
    what: `${describePath(parent)} has no \`${key}\``,
    why: description ?? 'it has no default',
    mend: `add \`${key}:\`${example === undefined ? '' : `, for example \`${key}: ${yamlText(example)}\``}`,
  };
}

function wrongType({ file, schema, value }: Refused, path: ValuePath, expected: string): Finding {
  const given = valueAt(value, path);
  const { title, description, example } = wordsAt(schema, path);
  const wanted = title ?? typeWords[expected] ?? expected;
  // Account ids are the usual case. Quotes help only where they make a good value of it.
  const unquoted =
    typeof given === 'number' && schemasAt(schema, path).some((each) => each.safeParse(String(given)).success);
  return {
    code: isRule(path) ? 'RulesInvalid' : 'WrongType',
    file,
    path,
    what: `${describePath(path)} is ${describeValue(given)}, not ${wanted}`,
    why: unquoted ? 'YAML reads digits without quotes as a number' : (description ?? `it must be ${wanted}`),
    mend: unquoted
      ? `put it in quotes: "${String(given)}"`
      : `write ${wanted}${example === undefined ? '' : `, for example ${yamlText(example)}`}`,
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
  union: 'one of the forms that are allowed here',
};

/** A key that is missing and a key without a value are different mistakes. */
function isMissing({ value }: Refused, path: ValuePath): boolean {
  return path.length > 0 && valueAt(value, path) === undefined;
}

function isRule(path: ValuePath): boolean {
  return path[0] === 'scrub' && path.length > 1;
}

function textPath(path: readonly PropertyKey[]): ValuePath {
  return path.map((part) => (typeof part === 'number' ? part : String(part)));
}
