import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { policySubjects, type PolicySubject } from '../../templates/policies/catalogue.js';
import { factoryScope } from './support/policy-scope.js';

const text = readFileSync('docs/security.md', 'utf8');

/** One of each with all of its statements, whatever its accounts and regions: the reasons are the same everywhere. */
const kinds = new Map<string, Pick<PolicySubject, 'rules'>>();
for (const each of policySubjects(factoryScope)) {
  const name = each.name.replace(/-qa\d$/, '');
  kinds.set(name, { rules: [...(kinds.get(name)?.rules ?? []), ...each.rules] });
}

test.each([...kinds])('%s is explained, statement by statement', (name, { rules }) => {
  const heading = `### ${name}\n`;
  expect(text).toContain(heading);
  const section = text.slice(text.indexOf(heading) + heading.length).split(/^#{2,3} /m)[0] ?? '';
  const documented = [...section.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, sid, why]) => ({ sid, why }));
  const written = [...new Map(rules.map(({ sid, why }) => [sid, { sid, why }])).values()];
  // What only some of them have stands where it reads best.
  expect(bySid(documented)).toEqual(bySid(written));
});

function bySid<Row extends { readonly sid?: string | undefined }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((one, other) => (one.sid ?? '').localeCompare(other.sid ?? ''));
}
