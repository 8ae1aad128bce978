/*
 * The whole of it, with real Terraform: an environment is made from its account file alone and filled with a sanitised
 * database, making it again finds nothing to do, and destroying it leaves nothing but the roles that nobody can take away
 * from inside.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setStage, type Stage } from '../laws/support/stage.js';

const setUpMs = 120_000;
const hourMs = 3_600_000;
const account = `lab${randomBytes(2).toString('hex')}`;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage('spawn', {
    environments: {},
    prepare: (fleet) =>
      fleet.write(`accounts/${account}.yaml`, {
        account,
        blueprint: 'sandbox',
        organizationalUnit: 'Engineering/QA',
        approval: 'auto',
        expires: '14d',
        regions: { 'us-east-1': { cidr: '10.90.0.0/16', availabilityZones: 2 } },
        zone: { name: `${account}.acme.example`, visibility: 'private' },
        databases: {
          include: ['users'],
          cutover: { method: 'cname', sslmode: 'require', ttl: '1s', drainAfter: '1s', keepPrevious: '4h' },
        },
      }),
  });
}, setUpMs);
afterAll(() => stage.close());

async function spawn() {
  return await (await stage.start('spawnAccount', { account })).result();
}

test(
  'an account comes from nothing, is filled, stays as it is, and goes to nothing',
  async () => {
    const made = await spawn();
    expect(made.steps.filter(({ state }) => !['done', 'unchanged'].includes(state))).toEqual([]);
    expect(made.steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining(
        ['roles', 'network.us-east-1', 'account', 'data.us-east-1'].map((of) => `${account}.${of}`),
      ),
    );

    expect(made.refresh).toHaveProperty('generation');

    const again = await spawn();
    expect(again.accountId).toBe(made.accountId);
    const stacks = again.steps.filter(({ name }) => name.startsWith(`${account}.`));
    expect(stacks.filter(({ state }) => state !== 'unchanged')).toEqual([]);

    // Every account is born with a network that nobody has made.
    const wanted = { account, leftovers: 'delete' } as const;
    const look = await (await stage.start('destroyAccount', wanted)).result();
    expect(look).toMatchObject({ outcome: 'planned', accountId: made.accountId });
    expect(look.items.length).toBeGreaterThan(3);
    const confirmed = { ...wanted, digest: look.digest, confirm: account };
    const gone = await (await stage.start('destroyAccount', confirmed)).result();
    expect(gone).toMatchObject({ accountId: made.accountId, outcome: 'closed-in', staying: [] });
  },
  hourMs,
);
