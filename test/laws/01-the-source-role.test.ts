/*
 * Law 1: the source role cannot hurt production. To break it: send one call under it that changes or deletes what is
 * production's own, copies under another key, or shares with anybody but the clean room; build a client of the role
 * that the guard does not stand in front of; or allow the role, in its policy or a key's, more than the list.
 *
 * The attack: every command that AWS's client for RDS has, and the allowed ones with other names, keys and receivers.
 * Then the same with stolen credentials, around our client. Then the record of all that was sent in the witnessed run.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { CreateGrantCommand } from '@aws-sdk/client-kms';
import * as rds from '@aws-sdk/client-rds';
import { ListHostedZonesCommand } from '@aws-sdk/client-route-53';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAwsAccess, type AwsAccess } from '../../activities/aws/access.js';
import { credentialProvider } from '../../activities/aws/sessions.js';
import { guardSource, sourceCallAllowed } from '../../activities/aws/source-guard.js';
import { tagKeys } from '../../domain/tags.js';
import type { RecordedCall } from '../../sandbox/gateway/recorder.js';
import { boto3 } from '../integration/support/boto3.js';
import { sharedSandbox } from '../integration/support/sandbox.js';
import { signIn } from './support/administrator.js';
import { patienceMs, witnessedRun, type WitnessedRun } from './support/witnessed-run.js';

const cleanroom = '333333333333';
const stranger = '666666666666';
const sourceRole = 'BacklotSource';
const place = { account: '222222222222', region: 'us-east-1', role: sourceRole };
const guard = { productionAccount: '222222222222', cleanroomAccount: cleanroom, temporaryInstances: false };
const birthTags = [tagKeys.kind, tagKeys.operation, tagKeys.destroyBy].map((Key) => ({ Key, Value: 'x' }));

const allowed = {
  DescribeDBInstances: {},
  DescribeDBSnapshots: {},
  DescribeDBSnapshotAttributes: {},
  DescribeDBParameters: {},
  DescribeAccountAttributes: {},
  ListTagsForResource: {},
  CreateDBSnapshot: { DBSnapshotIdentifier: 'backlot-users-1-source', Tags: birthTags },
  CopyDBSnapshot: {
    TargetDBSnapshotIdentifier: 'backlot-users-1-copy',
    KmsKeyId: 'alias/backlot-share',
    Tags: birthTags,
  },
  ModifyDBSnapshotAttribute: {
    DBSnapshotIdentifier: 'backlot-users-1-copy',
    AttributeName: 'restore',
    ValuesToAdd: [cleanroom],
  },
  DeleteDBSnapshot: { DBSnapshotIdentifier: 'backlot-users-1-copy' },
} as const;
type Allowed = keyof typeof allowed;

describe('the guard in the client', () => {
  test('refuses every command of RDS that is not on the list', () => {
    const commands = Object.keys(rds)
      .filter((name) => name.endsWith('Command'))
      .map((name) => name.slice(0, -'Command'.length));
    const passing = commands.filter((name) => sourceCallAllowed(name, {}, guard) || name in allowed);
    expect(commands.length).toBeGreaterThan(150);
    expect(passing.sort()).toEqual(Object.keys(allowed).sort());
  });

  test.each(Object.entries(allowed))('allows %s as Backlot sends it', (action, input) => {
    expect(sourceCallAllowed(action, input, guard)).toBe(true);
  });

  test.each<[string, Allowed, object]>([
    ['a snapshot of a name that is not ours', 'CreateDBSnapshot', { DBSnapshotIdentifier: 'nightly' }],
    ['a snapshot without tags', 'CreateDBSnapshot', { Tags: [] }],
    ['a copy of a name that is not ours', 'CopyDBSnapshot', { TargetDBSnapshotIdentifier: 'rds:prod-users' }],
    ['a copy without a key', 'CopyDBSnapshot', { KmsKeyId: undefined }],
    ['a copy under the default key', 'CopyDBSnapshot', { KmsKeyId: 'alias/aws/rds' }],
    ["a copy with production's tags", 'CopyDBSnapshot', { CopyTags: true }],
    ['a copy without a date of destruction', 'CopyDBSnapshot', { Tags: birthTags.slice(0, 2) }],
    ['a share with a stranger', 'ModifyDBSnapshotAttribute', { ValuesToAdd: [stranger] }],
    ['a share with the clean room and a stranger', 'ModifyDBSnapshotAttribute', { ValuesToAdd: [cleanroom, stranger] }],
    ['a share with everybody', 'ModifyDBSnapshotAttribute', { ValuesToAdd: ['all'] }],
    ["a share of production's own", 'ModifyDBSnapshotAttribute', { DBSnapshotIdentifier: 'rds:prod-users' }],
    ["a deletion of production's own", 'DeleteDBSnapshot', { DBSnapshotIdentifier: 'rds:prod-users' }],
  ])('refuses %s', (_, action, change) => {
    expect(sourceCallAllowed(action, { ...allowed[action], ...change }, guard)).toBe(false);
  });

  describe('for a temporary instance', () => {
    const permitted = { ...guard, temporaryInstances: true };
    const restore = {
      TargetDBInstanceIdentifier: 'backlot-users-1-pit',
      DBParameterGroupName: 'backlot-quarantine-postgres18',
      PubliclyAccessible: false,
      Tags: birthTags,
    };

    test('allows it only where the fleet does', () => {
      expect(sourceCallAllowed('RestoreDBInstanceToPointInTime', restore, permitted)).toBe(true);
      expect(sourceCallAllowed('RestoreDBInstanceToPointInTime', restore, guard)).toBe(false);
    });

    test.each<[string, object]>([
      ['under a name that is not ours', { TargetDBInstanceIdentifier: 'users-past' }],
      ["under production's own parameters", { DBParameterGroupName: 'acme-postgres18' }],
      ['under the default parameters', { DBParameterGroupName: undefined }],
      ['open to the internet', { PubliclyAccessible: true }],
      ['without tags', { Tags: [] }],
    ])('refuses it %s', (_, change) => {
      expect(sourceCallAllowed('RestoreDBInstanceToPointInTime', { ...restore, ...change }, permitted)).toBe(false);
    });
  });

  test('stands before the network: what it refuses is never sent', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      response.writeHead(500).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = new rds.RDSClient({
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
    guardSource(client, place, guard);
    const deletion = new rds.DeleteDBInstanceCommand({ DBInstanceIdentifier: 'prod-users', SkipFinalSnapshot: true });
    await expect(client.send(deletion)).rejects.toMatchObject({ code: 'GuardRefused' });
    expect(requests).toBe(0);
    await expect(client.send(new rds.DescribeDBInstancesCommand({}))).rejects.toThrow();
    expect(requests).toBe(1);
    server.close();
  });

  test.each<[string, (aws: AwsAccess) => Promise<unknown>]>([
    [
      'KMS',
      (aws) => aws.kms(place).send(new CreateGrantCommand({ KeyId: 'k', GranteePrincipal: 'p', Operations: [] })),
    ],
    ['EC2', (aws) => aws.ec2(place).send(new DescribeSecurityGroupsCommand({}))],
    ['Secrets Manager', (aws) => aws.secrets(place).send(new GetSecretValueCommand({ SecretId: 's' }))],
    ['Route 53', (aws) => aws.route53(place).send(new ListHostedZonesCommand({}))],
    ['RDS', (aws) => aws.rds(place).send(new rds.RebootDBInstanceCommand({ DBInstanceIdentifier: 'prod-users' }))],
  ])('stands in front of every client of production: %s', async (_, send) => {
    const credentials = credentialProvider(() => Promise.reject(new Error('Nobody gives credentials here.')));
    const base = { account: '111111111111', region: 'us-east-1', credentials };
    // Nothing listens there: whoever gets as far as that fails otherwise.
    const aws = createAwsAccess({ base, endpoint: 'http://127.0.0.1:9', sourceGuard: guard });
    await expect(send(aws)).rejects.toMatchObject({ code: 'GuardRefused' });
  });
});

/*
 * Around the client, with the role's own credentials: AWS's plain SDK in boto3, so that nothing of ours stands between the
 * thief and AWS.
 */
describe('with stolen credentials of the role', () => {
  const sandbox = sharedSandbox();
  const outcomes = new Map<string, string>();

  beforeAll(async () => {
    const roles = { source: ['production', sourceRole], stranger: ['dns', undefined] } as const;
    const stolen = Object.entries(roles).map(async ([name, [account, role]]) => {
      const { accessKeyId, secretAccessKey, sessionToken } = await sandbox.client.credentials(account, role);
      return [name, { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken }];
    });
    const environment = { SESSIONS: JSON.stringify(Object.fromEntries(await Promise.all(stolen))) };
    const program = await readFile('test/laws/support/steal-from-production.py', 'utf8');
    for (const line of await boto3(sandbox, { account: 'production', environment }, program)) {
      const [name, outcome] = line as [string, string];
      outcomes.set(name, outcome);
    }
  }, patienceMs);

  test.each<[what: string, outcome: string]>([
    // Sharing.
    ["share production's own snapshot", 'AccessDenied'],
    ["share production's automated backup", 'AccessDenied'],
    ['share a copy under the default key', 'InvalidParameterCombination'],
    ['share a copy with everybody', 'InvalidParameterCombination'],
    // IAM cannot tell with whom; what a stranger gets is of no use without the share key.
    ['share a copy with a stranger', 'ok'],
    ['use it as the stranger: copy', 'KMSKeyNotAccessibleFault'],
    ['use it as the stranger: restore', 'InvalidDBSnapshotState'],
    // What is production's own.
    ["tag production's own snapshot as ours", 'AccessDenied'],
    ["delete production's own snapshot", 'AccessDenied'],
    ["delete production's automated backup", 'AccessDenied'],
    ['delete what only has our name', 'AccessDenied'],
    ['change an instance', 'AccessDenied'],
    ['rename an instance to a name of ours', 'AccessDenied'],
    ['restart an instance', 'AccessDenied'],
    ['stop an instance', 'AccessDenied'],
    ['delete an instance', 'AccessDenied'],
    ['change a parameter group', 'AccessDenied'],
    ['make an instance', 'AccessDenied'],
    ['restore a snapshot in production', 'AccessDenied'],
    ['restore the past under a name of its own', 'AccessDenied'],
    ['restore the past open to the internet', 'AccessDenied'],
    ['export a snapshot', 'AccessDenied'],
    // Copies.
    ['copy to a name of its own', 'AccessDenied'],
    ['copy without tags', 'AccessDenied'],
    ['copy without an end', 'AccessDenied'],
    ["copy under production's own key", 'KMSKeyNotAccessibleFault'],
    ['copy to another region', 'AccessDenied'],
    ['snapshot under a name of its own', 'AccessDenied'],
    // Keys.
    ['grant the share key to a stranger', 'AccessDeniedException'],
    ['let a stranger in to the share key', 'AccessDeniedException'],
    ['encrypt under the share key itself', 'AccessDeniedException'],
    ['make a data key itself', 'AccessDeniedException'],
    ['move the alias of the share key', 'AccessDeniedException'],
    ['delete the share key', 'AccessDeniedException'],
    // Becoming somebody else.
    ['become the scrubber', 'AccessDenied'],
    ['become an administrator', 'AccessDenied'],
    ['widen its own policy', 'AccessDenied'],
    ['read a secret', 'AccessDeniedException'],
    ['list the network', 'UnauthorizedOperation'],
    ['list buckets', 'AccessDenied'],
  ])('cannot %s', (what, outcome) => {
    expect(outcomes.get(what)).toBe(outcome);
  });

  test('the attack bites: a role of the same policy and one statement more gives production away', () => {
    expect(outcomes.get("widened: share production's own snapshot")).toBe('ok');
    expect(outcomes.get("widened: delete production's own snapshot")).toBe('ok');
  });

  test('nothing was changed by all that', () => {
    expect(outcomes.get('what production has')).toBe('unchanged');
  });
});

describe('in the witnessed run', () => {
  const sandbox = sharedSandbox();
  let run: WitnessedRun;
  beforeAll(async () => {
    run = await witnessedRun();
  }, patienceMs);

  /** What was sent to production under the source role by sessions of a name: those of the product have one of their own. */
  async function callsOfSource(session: string, since: string): Promise<RecordedCall[]> {
    const calls = await sandbox.client.calls({ account: '222222222222', role: sourceRole, since });
    return calls.filter(({ callerArn }) => callerArn?.endsWith(`/${session}`));
  }

  /** Calls that the law forbids, by the record alone: the guard's own list is not asked. */
  function forbidden(calls: readonly RecordedCall[]): string[] {
    return calls
      .filter(({ service, action, parameters, resource }) => {
        if (service !== 'rds' || !(action in allowed)) return true;
        if (/^(Describe|List)/.test(action)) return false;
        if (!resource.startsWith('backlot-')) return true;
        if (action === 'CopyDBSnapshot') return parameters['KmsKeyId'] !== 'alias/backlot-share';
        const receivers = (parameters['ValuesToAdd'] ?? []) as readonly string[];
        return receivers.some((account) => account !== cleanroom);
      })
      .map(({ service, action, resource }) => `${service}:${action} ${resource}`);
  }

  test('nothing was sent under the role but what the list allows, and shares went to the clean room only', async () => {
    const calls = await callsOfSource('backlot-BacklotSource', run.startedAt);
    expect(forbidden(calls)).toEqual([]);
    const shares = calls.filter(({ action, parameters }) => {
      return action === 'ModifyDBSnapshotAttribute' && 'ValuesToAdd' in parameters;
    });
    expect(shares.length).toBeGreaterThanOrEqual(3);
  });

  test('the record bites: a forbidden call under the role is found in it', async () => {
    const since = new Date().toISOString();
    const thief = await signIn(sandbox, 'production', 'us-east-1', sourceRole);
    const deletion = new rds.DeleteDBInstanceCommand({ DBInstanceIdentifier: 'nobody', SkipFinalSnapshot: true });
    await expect(thief.rds.send(deletion)).rejects.toThrow();
    expect(forbidden(await callsOfSource('sandbox', since))).toContain('rds:DeleteDBInstance nobody');
  });
});
