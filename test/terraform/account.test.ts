/*
 * The stack of an account's own things, which calls more services than any other: alias, budget, guards, key, zone. It is
 * applied and is clean afterwards.
 */
import { DeleteAliasCommand } from '@aws-sdk/client-kms';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DeleteHostedZoneCommand, ListHostedZonesCommand } from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stateKey } from '../../domain/stacks/state-keys.js';
import { signIn } from '../laws/support/administrator.js';
import { digestOf, layGround, stackOf, type Ground } from './support/ground.js';

let ground: Ground;

beforeAll(async () => {
  ground = await layGround();
  const { sandbox, environment, bucket } = ground;
  // The sandbox gives every environment what its stacks would make.
  const { kms, route53 } = await signIn(sandbox, environment.name);
  await kms.send(new DeleteAliasCommand({ AliasName: 'alias/backlot-data' }));
  const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
  for (const { Id } of HostedZones) await route53.send(new DeleteHostedZoneCommand({ Id }));
  const { accessKeyId, secretAccessKey, sessionToken } = await sandbox.client.credentials(environment.name);
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const ec2 = new EC2Client({ region: 'us-east-1', endpoint: sandbox.description.endpoint, credentials });
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
  const vpcId = Vpcs.find(({ IsDefault }) => IsDefault !== true)?.VpcId;
  await bucket.writeJson(stateKey(environment.name, `${environment.name}.network.us-east-1`), {
    version: 4,
    serial: 1,
    lineage: 'network',
    outputs: { vpcId: { value: vpcId, type: 'string' } },
    resources: [],
  });
}, 120_000);

afterAll(() => ground.close());

test('an account’s own things are made and stay as they are, and to take them away is told to be dangerous', async () => {
  const stack = stackOf(ground, 'account');
  const made = await ground.plan({ stack });
  expect(made).toMatchObject({ outcome: 'changes', summary: { destructive: false, risks: [] } });
  await ground.apply({ stack, digest: digestOf(made) });
  expect(await ground.plan({ stack })).toMatchObject({ reason: 'Terraform found nothing to do' });

  const gone = await ground.plan({ stack, destroy: true });
  expect(gone).toMatchObject({
    summary: {
      destructive: true,
      risks: [
        expect.stringMatching(/^deletes the key, .*aws_kms_key/) as string,
        'deletes the zone, with every name in it: aws_route53_zone.zone',
      ],
    },
  });
}, 600_000);
