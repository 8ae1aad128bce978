import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { policySubjects, type PolicySubject } from '../../templates/policies/catalogue.js';
import { temporaryScope } from './support/policy-scope.js';

const text = readFileSync('docs/security.md', 'utf8');

/** One of each, whatever its account and region: the reasons are the same everywhere. */
const kinds = new Map<string, PolicySubject>();
for (const each of policySubjects(temporaryScope)) {
  const name = each.name.replace(/-qa\d$/, '');
  if (!kinds.has(name)) kinds.set(name, each);
}

test.each([...kinds])('%s is explained, statement by statement', (name, { rules }) => {
  const heading = `### ${name}\n`;
  expect(text).toContain(heading);
  const section = text.slice(text.indexOf(heading) + heading.length).split(/^#{2,3} /m)[0] ?? '';
  const documented = [...section.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, sid, why]) => ({ sid, why }));
  const written = [...new Map(rules.map(({ sid, why }) => [sid, { sid, why }])).values()];
  expect(documented).toEqual(written);
});
