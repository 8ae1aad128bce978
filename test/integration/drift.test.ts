/*
 * A look for drift through a worker, at environments whose stacks were never applied, so that no Terraform is started: what
 * it tells of every stack, and of what Backlot makes beside them.
 */
import { ChangeResourceRecordSetsCommand, ListHostedZonesByNameCommand } from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EnvironmentDrift } from '../../domain/messages/drift.js';
import type { AccountDescription } from '../../sandbox/runtime/description.js';
import { signIn } from '../laws/support/administrator.js';
import type { Document } from '../laws/support/fleet-directory.js';
import { setStage, type Stage } from '../laws/support/stage.js';

const patienceMs = 300_000;

let stage: Stage;
let planned: AccountDescription;
let plain: AccountDescription;
beforeAll(async () => {
  stage = await setStage('drift', {
    environments: {
      planned: (account) => delete account['databases'],
      plain(account) {
        delete account['blueprint'];
        (account['databases'] as Document)['include'] = ['users'];
      },
    },
  });
  ({ planned, plain } = stage.environments as { planned: AccountDescription; plain: AccountDescription });
}, patienceMs);
afterAll(() => stage.close());

/** Looks, and sees that nothing was changed in any of the accounts. */
async function look(account?: string): Promise<readonly EnvironmentDrift[]> {
  const since = new Date().toISOString();
  const handle = await stage.start('detectDrift', account === undefined ? {} : { account });
  const { environments } = await handle.result();
  for (const { id } of [planned, plain]) {
    expect(await stage.sandbox.client.calls({ account: id, mutating: true, since })).toEqual([]);
  }
  return environments;
}

test(
  'tells that stacks were never applied, and which ones wait for others',
  async () => {
    const [found, ...others] = await look(planned.name);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ environment: planned.name, accountId: planned.id, outcome: 'not applied' });
    const outcomes = Object.fromEntries((found?.stacks ?? []).map(({ stack, outcome }) => [stack, outcome]));
    expect(outcomes).toMatchObject({
      [`${planned.name}.network.us-east-1`]: 'not applied',
      [`${planned.name}.data.us-east-1`]: 'deferred',
    });
    expect(new Set(Object.values(outcomes))).toEqual(new Set(['not applied', 'deferred']));
    expect(found).not.toHaveProperty('databases');
  },
  patienceMs,
);

test(
  'tells of names that are missing or were moved, for every environment at once',
  async () => {
    const name = `users.db.${plain.name}.acme.example`;
    const different = async () => {
      const all = await look();
      expect(all.map(({ environment }) => environment).toSorted()).toEqual([plain.name, planned.name].toSorted());
      const found = all.find(({ environment }) => environment === plain.name);
      expect(found).toMatchObject({ outcome: 'drifted', stacks: [] });
      return found?.databases?.differences.map(({ subject, difference }) => [subject, difference]);
    };
    expect(await different()).toEqual([[`name ${name}`, 'missing']]);

    const { route53 } = await signIn(stage.sandbox, plain.name);
    const { HostedZones: [zone] = [] } = await route53.send(new ListHostedZonesByNameCommand({}));
    const record = { Name: name, Type: 'CNAME' as const, TTL: 60, ResourceRecords: [{ Value: 'by-hand.example' }] };
    await route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: zone?.Id,
        ChangeBatch: { Changes: [{ Action: 'CREATE', ResourceRecordSet: record }] },
      }),
    );
    expect(await different()).toEqual([[`name ${name}`, 'changed']]);
  },
  patienceMs,
);
