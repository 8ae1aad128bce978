import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { boundaryName, boundaryRules } from '../../templates/policies/boundary-rules.js';
import { factorySubjects } from '../../templates/policies/factory-subjects.js';
import type { FactoryScope } from '../../templates/policies/policy-scope.js';
import { scope } from './support/policy-scope.js';

const text = readFileSync('docs/security.md', 'utf8');

const factory: FactoryScope = {
  protected: ['100000000000', '222222222222'],
  awaited: [],
  worker: `arn:aws:iam::${scope.builder.id}:role/BacklotTerraformWorker`,
  management: { id: '100000000000', role: 'BacklotAccounts' },
  dns: { id: '444444444444', role: 'BacklotDns', parentZone: 'acme.example' },
  identityCenter: {
    instance: 'ssoins-7223a1b2c3d4e5f6',
    identityStore: 'd-9067000000',
    permissionSets: ['ps-0a1b2c3d4e5f6071'],
  },
};

const documented = [
  ...factorySubjects(scope, factory),
  { name: boundaryName, account: 'qa1', rules: boundaryRules('555555555555') },
  // BacklotRead is another one in each account; what it may do in all of them is looked at with the other roles.
].filter(({ account, name }) => account !== 'qa2' && name !== 'BacklotRead');

test.each(documented)('$name is explained, statement by statement', ({ name, rules }) => {
  const heading = `### ${name}\n`;
  expect(text).toContain(heading);
  const section = text.slice(text.indexOf(heading) + heading.length).split(/^#{2,3} /m)[0] ?? '';
  const rows = [...section.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, sid, why]) => ({ sid, why }));
  expect(rows).toEqual(rules.map(({ sid, why }) => ({ sid, why })));
});

test.each(documented)('$name has statements with ids of their own, and reasons', ({ rules }) => {
  const ids = rules.map(({ sid }) => sid);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { sid, why } of rules) expect(`${sid}: ${why}`).toMatch(/^[A-Za-z0-9]+: \S.{10,}[^.]$/);
});
