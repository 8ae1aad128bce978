import type { PolicySubject } from '../../templates/policies/catalogue.js';
import { toDocument, type PolicyRule } from '../../templates/policies/policy-document.js';
import type { Style } from '../output/style.js';
import { columns } from '../operations/columns.js';

/** Renders the list of everything that has policies, as a table. */
export function renderList(subjects: readonly PolicySubject[]): string[] {
  return columns([
    ['KIND', 'NAME', 'ACCOUNT', 'REGION', 'PURPOSE'],
    ...subjects.map(({ kind, name, account, region, purpose }) => [kind, name, account, region ?? '', purpose]),
  ]);
}

/** Renders one role, key or worker identity: each statement as AWS takes it, under the reason for it. */
export function renderSubject(subject: PolicySubject, style: Style): string {
  const { kind, name, account, accountId, region, purpose, trust, rules } = subject;
  const place = [`${account} (${accountId})`, region].filter((part) => part !== undefined).join(', ');
  return [
    `${style.bold(name)}  ${kind} in ${place}: ${purpose}`,
    ...(trust === undefined
      ? []
      : ['', style.bold('Who may become it'), ...trust.map((rule) => statement(rule, style))]),
    '',
    style.bold(kind === 'key' ? 'Who may do what with it' : 'What it may do'),
    ...rules.map((rule) => statement(rule, style)),
  ].join('\n');
}

function statement(rule: PolicyRule, style: Style): string {
  const [first] = toDocument([rule]).Statement;
  const json = JSON.stringify(first, undefined, 2).replaceAll(/^/gm, '  ');
  return `${style.dim(`# ${rule.why}`)}\n${json}`;
}
