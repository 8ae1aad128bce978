import { expect, test } from 'vitest';
import { isAllowed } from './support/evaluate-policy.js';
import { factoryScope, policyOf } from './support/policy-scope.js';

const [production, cleanroom, qa1, qa2, stranger] = [
  ...['222222222222', '333333333333', '555555555555', '666666666666'],
  '999999999999',
] as const;
const role = (account: string, name: string): string => `arn:aws:iam::${account}:role/${name}`;
const administrators = [production, cleanroom, qa1].map((id) => role(id, 'OrganizationAccountAccessRole'));

const everybody = [
  ...[role(production, 'BacklotSource'), role(cleanroom, 'BacklotScrub'), role(cleanroom, 'BacklotPublish')],
  ...[role(cleanroom, 'BacklotVerify'), role(qa1, 'BacklotData'), role(qa2, 'BacklotData')],
  ...[role(stranger, 'BacklotScrub'), role(production, 'Developer'), role(cleanroom, 'Developer'), ...administrators],
];

/** Everybody whom a key in us-east-1 lets do something, through RDS in a region. */
function letIn(key: string, action: string, context: Record<string, string> = {}, region = 'us-east-1'): string[] {
  const through = { 'kms:ViaService': `rds.${region}.amazonaws.com`, ...context };
  const policy = policyOf(key, key === 'backlot-data' ? 'qa1' : undefined);
  return everybody.filter((principal) =>
    isAllowed(policy, { action, resources: ['key'], principal, context: through }),
  );
}

test.each([
  ['backlot-share', [role(production, 'BacklotSource')], [role(cleanroom, 'BacklotScrub')]],
  ['backlot-raw', [role(cleanroom, 'BacklotScrub')], [role(cleanroom, 'BacklotPublish')]],
  ['backlot-image', [role(cleanroom, 'BacklotPublish')], [role(qa1, 'BacklotData'), role(qa2, 'BacklotData')]],
  ['backlot-data', [role(qa1, 'BacklotData')], []],
])('%s: who writes under it, and who else reads', (key, writers, readers) => {
  expect(letIn(key, 'kms:Encrypt')).toEqual(writers);
  expect(letIn(key, 'kms:Decrypt').toSorted()).toEqual([...writers, ...readers].toSorted());
});

test.each(['backlot-share', 'backlot-raw', 'backlot-image', 'backlot-data'])(
  '%s: only through RDS, with grants for RDS only',
  (key) => {
    const granted = letIn(key, 'kms:CreateGrant', { 'kms:GrantIsForAWSResource': 'true' });
    expect(granted.length).toBeGreaterThan(0);
    expect(letIn(key, 'kms:CreateGrant', { 'kms:GrantIsForAWSResource': 'false' })).toEqual([]);
    expect(letIn(key, 'kms:CreateGrant')).toEqual([]);
    expect(letIn(key, 'kms:Decrypt', { 'kms:ViaService': 's3.us-east-1.amazonaws.com' })).toEqual([]);
    expect(letIn(key, 'kms:ReEncryptTo', { 'kms:ViaService': '' })).toEqual([]);
  },
);

test('what is under the share key and the raw key stays in its region', () => {
  for (const key of ['backlot-share', 'backlot-raw']) expect(letIn(key, 'kms:Decrypt', {}, 'eu-central-1')).toEqual([]);
});

test('environments whose accounts are made later read images, in the key’s own organisation only', () => {
  const policy = policyOf('backlot-image', undefined, factoryScope);
  const reads = (principal: string, organization: string, action = 'kms:Decrypt', region = 'us-east-1') =>
    isAllowed(policy, {
      action,
      resources: ['key'],
      principal,
      context: {
        'kms:ViaService': `rds.${region}.amazonaws.com`,
        'aws:PrincipalOrgID': organization,
        'aws:ResourceOrgID': 'o-acme',
      },
    });
  const newcomer = role('777777777777', 'BacklotData');
  expect(reads(newcomer, 'o-acme')).toBe(true);
  expect(reads(newcomer, 'o-acme', 'kms:Encrypt')).toBe(false);
  expect(reads(newcomer, 'o-acme', 'kms:CreateGrant')).toBe(false);
  expect(reads(newcomer, 'o-acme', 'kms:Decrypt', 'ap-south-1')).toBe(false);
  expect(reads(role('777777777777', 'Developer'), 'o-acme')).toBe(false);
  expect(reads(role(stranger, 'BacklotData'), 'o-other')).toBe(false);
});

test('administrators of the owner replace a key’s policy, and nobody else does', () => {
  for (const [key, owner] of [
    ['backlot-share', production],
    ['backlot-raw', cleanroom],
    ['backlot-image', cleanroom],
    ['backlot-statements', cleanroom],
  ] as const) {
    const may = letIn(key, 'kms:PutKeyPolicy');
    expect(may).toContain(role(owner, 'OrganizationAccountAccessRole'));
    expect(may.every((principal) => principal.includes(`::${owner}:`))).toBe(true);
  }
});

test('the verifier alone signs; the publisher checks', () => {
  expect(letIn('backlot-statements', 'kms:Sign')).toEqual([role(cleanroom, 'BacklotVerify')]);
  expect(letIn('backlot-statements', 'kms:Verify').toSorted()).toEqual([
    role(cleanroom, 'BacklotPublish'),
    role(cleanroom, 'BacklotVerify'),
  ]);
});
