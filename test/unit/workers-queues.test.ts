import { describe, expect, test } from 'vitest';
import { ignoreAmbientAws } from '../../config/ambient-aws.js';
import type { Account } from '../../domain/fleet/account.js';
import type { Organization } from '../../domain/fleet/organization.js';
import { servedQueues } from '../../workers/served-queues.js';

const organization = { sandbox: true, cleanroom: { regions: { 'us-east-1': {} } } } as unknown as Organization;
const accounts = [{ account: 'qa1', regions: { 'us-east-1': {}, 'eu-west-1': {} } }] as unknown as Account[];
const names = (queues: ReturnType<typeof servedQueues>) => queues.map(({ name }) => name);

describe('the queues of a worker', () => {
  test('in a sandbox one process serves all of them', () => {
    expect(names(servedQueues(organization, accounts, undefined))).toEqual([
      'backlot',
      'backlot-hooks',
      'backlot-terraform',
      'backlot-data/cleanroom/us-east-1',
      'backlot-data/qa1/us-east-1',
      'backlot-data/qa1/eu-west-1',
    ]);
  });

  test('outside a sandbox the process must say which', () => {
    const real = { ...organization, sandbox: false };
    expect(() => servedQueues(real, accounts, undefined)).toThrow(/BACKLOT_QUEUES is not set/);
    expect(names(servedQueues(real, accounts, ['backlot']))).toEqual(['backlot']);
  });

  test.each([
    [['backlot', 'backlot-data/cleanroom/us-east-1']],
    [['backlot', 'backlot-data/qa1/us-east-1']],
    [['backlot', 'backlot-hooks']],
    [['backlot', 'backlot-terraform']],
    [['backlot-data/cleanroom/us-east-1', 'backlot-data/qa1/us-east-1']],
    [['backlot-data/qa1/us-east-1', 'backlot-data/qa2/us-east-1']],
  ])('outside a sandbox one process does not serve %j', (wanted) => {
    const both = [...accounts, { account: 'qa2', regions: { 'us-east-1': {} } }] as unknown as Account[];
    const real = { ...organization, sandbox: false };
    expect(() => servedQueues(real, both, wanted)).toThrow(/which need different identities/);
    expect(names(servedQueues(organization, both, wanted))).toEqual(wanted);
  });

  test('the regions of one place go together', () => {
    const wanted = ['backlot-data/qa1/us-east-1', 'backlot-data/qa1/eu-west-1'];
    expect(names(servedQueues({ ...organization, sandbox: false }, accounts, wanted))).toEqual(wanted);
  });

  test('a queue that the fleet does not have is refused by name', () => {
    expect(() => servedQueues(organization, accounts, ['backlot', 'backlot-data/qa9/us-east-1'])).toThrow(
      /names backlot-data\/qa9\/us-east-1, which this fleet does not have/,
    );
  });

  test('every queue has activities of its own, and only the hooks queue runs hooks', () => {
    type Dependencies = Parameters<ReturnType<typeof servedQueues>[number]['activities']>[0];
    const dependencies = { accounts: { approvals: {} } } as unknown as Dependencies;
    const owners = servedQueues(organization, accounts, undefined).filter(({ activities }) =>
      Object.hasOwn(activities(dependencies), 'runHook'),
    );
    expect(names(owners)).toEqual(['backlot-hooks']);
  });
});

test('nothing of AWS that lies around is left in the environment', () => {
  const environment = {
    PATH: '/bin',
    AWS_PROFILE: 'production-admin',
    AWS_ACCESS_KEY_ID: 'AKIAPOISON',
    AWS_ENDPOINT_URL: 'http://127.9.9.9',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.9.9.9/credentials',
  };
  ignoreAmbientAws(environment);
  expect(Object.values(environment).join(' ')).not.toMatch(/POISON|127\.9\.9\.9|production-admin/);
  expect(environment).toMatchObject({ PATH: '/bin', AWS_EC2_METADATA_DISABLED: 'true' });
});
