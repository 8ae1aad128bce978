import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { accountSchema } from '../../domain/fleet/account.js';
import { checkAccess } from '../../domain/fleet/check-access.js';
import { organizationSchema } from '../../domain/fleet/organization.js';
import { goodFleet } from './fleet-fixture.js';

const [organization, qa1, demo] = ['organization.yaml', 'accounts/qa1.yaml', 'accounts/demo.yaml'];

/** What the check finds after a text of the account file was replaced. */
function findings(change: (text: string) => string = (text) => text) {
  const account = accountSchema.parse(parse(change(goodFleet[qa1] ?? '')));
  return [
    ...checkAccess({
      organization: { file: organization, value: organizationSchema.parse(parse(goodFleet[organization] ?? '')) },
      accounts: [{ file: qa1, value: account }],
      databases: [],
      families: [],
      clusters: [],
      unparsed: new Set(),
    }),
  ];
}

test('a misspelt permission set is answered with the one that was meant', () => {
  expect(findings((text) => text.replace('permissionSet: Developer', 'permissionSet: Developper'))).toMatchObject([
    {
      code: 'ReferenceUnknown',
      path: ['access', 0, 'permissionSet'],
      what: 'there is no permission set "Developper"',
      mend: 'write Developer, or add it with its id to `identityCenter.permissionSets` in organization.yaml',
    },
  ]);
});

test('one group may have several permission sets, and one permission set several groups', () => {
  const more =
    '  - { group: support, permissionSet: Developer }\n  - { group: qa-engineers, permissionSet: ReadOnly }\n';
  expect(findings((text) => text + more)).toEqual([]);
});

test('an environment that names nobody lets nobody in', () => {
  expect(accountSchema.parse(parse(goodFleet[demo] ?? '')).access).toEqual([]);
});
