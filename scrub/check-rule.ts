import type { Column, ColumnFamily } from './catalog/model.js';
import type { NormalRule } from './normal-rule.js';

type Kind = NormalRule['kind'];

/** Which families a kind can stand for; kinds that are not listed have checks of their own. */
const families: Partial<Readonly<Record<Kind, readonly ColumnFamily[]>>> = {
  email: ['text'],
  name: ['text'],
  phone: ['text', 'integer', 'decimal'],
  uuid: ['uuid', 'text'],
  hash: ['text'],
  text: ['text'],
  credential: ['text', 'bytea'],
  url: ['text'],
  date: ['date'],
  digits: ['text', 'integer', 'decimal'],
  round: ['integer', 'decimal'],
  inet: ['inet', 'text'],
  bytea: ['bytea'],
  json: ['json', 'text'],
  tsvector: ['tsvector'],
};

/** Kinds that give different values the same result. */
const manyToOne: ReadonlySet<Kind> = new Set(['null', 'fixed', 'name', 'text', 'date', 'round', 'inet', 'bytea']);

/** Tells why a rule cannot stand for a column, or returns undefined when it can. The text says how to mend it. */
export function ruleProblem(column: Column, rule: NormalRule): string | undefined {
  if (column.generated !== (rule.kind === 'generated')) {
    return column.generated
      ? 'is a generated column, which is computed again from the others: write `generated`'
      : 'is not a generated column: write a rule for its values';
  }
  if (rule.kind === 'generated') return undefined;
  if (rule.kind === 'keep') return keepProblem(column, rule.accept);
  if (column.partitionKey)
    return 'is part of the partition key, which decides where rows are stored: only `keep` is possible';
  if (rule.kind === 'null' && column.notNull) return 'is NOT NULL: write another rule than `null`';
  const allowed = families[rule.kind];
  if (allowed !== undefined && !allowed.includes(column.family)) {
    return `is of type ${column.type}, for which the kind \`${rule.kind}\` cannot stand`;
  }
  if ((rule.kind === 'json' || rule.kind === 'tsvector') && column.isArray) {
    return `is an array, for which the kind \`${rule.kind}\` cannot stand`;
  }
  if (column.unique && isManyToOne(rule) && rule.kind !== 'null') {
    return `is unique, but the kind \`${rule.kind}\` gives different values the same result: write \`hash\`, or \`distinct: true\` for a credential`;
  }
  const length = shortest(rule);
  if (column.maxLength !== undefined && length > column.maxLength) {
    return `holds at most ${String(column.maxLength)} characters, but the kind \`${rule.kind}\` makes ${String(length)}: write \`hash\` with a length`;
  }
  return undefined;
}

function keepProblem(column: Column, accept: string | undefined): string | undefined {
  if (accept !== undefined) return undefined;
  if (!['bytea', 'tsvector', 'other'].includes(column.family)) return undefined;
  return (
    `is of type ${column.type}, which cannot be searched reliably: ` +
    'write a rule for it, or `{ kind: keep, accept: "why it is harmless" }`'
  );
}

function isManyToOne(rule: NormalRule): boolean {
  return manyToOne.has(rule.kind) || (rule.kind === 'credential' && rule.distinct !== true);
}

/** The length of what a rule makes, for kinds whose results all have about the same. */
function shortest(rule: NormalRule): number {
  switch (rule.kind) {
    case 'email':
      return 30;
    case 'name':
      return { given: 9, family: 12, full: 22 }[rule.part ?? 'full'];
    case 'phone':
      return 4 + (rule.digits ?? 12);
    case 'uuid':
      return 36;
    case 'hash':
      return (rule.length ?? 32) + (rule.prefix?.length ?? 0);
    case 'credential':
      return rule.distinct === true ? 34 : 17;
    case 'url':
      return 40;
    case 'digits':
      return rule.format?.length ?? 0;
    default:
      return 0;
  }
}
