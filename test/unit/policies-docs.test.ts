import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { policySubjects, type PolicySubject } from '../../templates/policies/catalogue.js';
import { factoryScope } from './support/policy-scope.js';

const text = readFileSync('docs/security.md', 'utf8');

/** One of each, whatever its account and region: the reasons are the same everywhere. BacklotRead is told with all it has anywhere. */
const kinds = new Map<string, Pick<PolicySubject, 'rules'>>();
for (const each of policySubjects(factoryScope)) {
  const name = each.name.replace(/-qa\d$/, '');
  const known = kinds.get(name)?.rules ?? [];
  if (known.length === 0 || name === 'BacklotRead') kinds.set(name, { rules: [...known, ...each.rules] });
}

test.each([...kinds])('%s is explained, statement by statement', (name, { rules }) => {
  const heading = `### ${name}\n`;
  expect(text).toContain(heading);
  const section = text.slice(text.indexOf(heading) + heading.length).split(/^#{2,3} /m)[0] ?? '';
  const documented = [...section.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, sid, why]) => ({ sid, why }));
  const written = [...new Map(rules.map(({ sid, why }) => [sid, { sid, why }])).values()];
  expect(documented).toEqual(written);
});
