import { describe, expect, test } from 'vitest';
import { finders } from '../../activities/finders/registry.js';
import { belongsTo } from '../../domain/belongs-to.js';
import { isBuiltInRole } from '../../domain/built-in.js';
import type { Belonging, Found } from '../../domain/messages/listing.js';
import { finderTypes } from '../../domain/stacks/finder-types.js';
import { synthesizeStack } from '../../templates/synth/synthesize-stack.js';
import { everyStack, templateFleet } from './support/template-fleet.js';

describe('finders', () => {
  test('are there for every type that validation knows, and for no other', () => {
    expect(Object.keys(finders).toSorted()).toEqual([...finderTypes].toSorted());
  });

  test('are there for every type that the templates make', async () => {
    const types = new Set(everyStack(await templateFleet()).flatMap((stack) => synthesizeStack(stack).resourceTypes));
    expect(types.size).toBeGreaterThan(30);
    expect([...types].filter((type) => !Object.hasOwn(finders, type))).toEqual([]);
  });

  test('leave alone only what goes with something else, and settings', () => {
    const kept = finderTypes.filter((type) => finders[type].remove === undefined);
    expect(kept).toEqual([
      'aws_default_security_group',
      'aws_ebs_encryption_by_default',
      'aws_route',
      'aws_s3_account_public_access_block',
      'aws_s3_bucket_lifecycle_configuration',
      'aws_s3_bucket_policy',
      'aws_s3_bucket_public_access_block',
      'aws_s3_bucket_server_side_encryption_configuration',
      'aws_s3_bucket_versioning',
    ]);
  });
});

const household = { environment: 'qa1', organization: 'acme' };
const found = (type: Found['type'], more: Partial<Found> = {}): Found => {
  return { type, id: 'x', importId: 'x', tags: {}, ...more };
};

describe('whose a resource is', () => {
  test.each<[string, Found, Belonging]>([
    ['a stack’s own', found('aws_vpc', { tags: { 'backlot:stack': 'qa1.network.us-east-1' } }), 'ours'],
    ['one of the environment’s', found('aws_db_instance', { tags: { 'backlot:environment': 'qa1' } }), 'ours'],
    ['one of an operation’s', found('aws_secretsmanager_secret', { tags: { 'backlot:operation': 'a1' } }), 'ours'],
    ['another environment’s', found('aws_vpc', { tags: { 'backlot:environment': 'qa2' } }), 'foreign'],
    [
      'another environment’s, of a name like ours',
      found('aws_ecs_cluster', { name: 'qa1', tags: { 'backlot:environment': 'qa11' } }),
      'foreign',
    ],
    ['another’s stack', found('aws_vpc', { tags: { 'backlot:stack': 'qa11.network.us-east-1' } }), 'foreign'],
    ['somebody’s network', found('aws_vpc', { name: 'qa1' }), 'foreign'],
    ['somebody’s, with tags of their own', found('aws_s3_bucket', { name: 'x', tags: { owner: 'qa1' } }), 'foreign'],
    ['AWS’s network', found('aws_vpc', { builtIn: true }), 'organization'],
    [
      'AWS’s, with our tags',
      found('aws_vpc', { builtIn: true, tags: { 'backlot:environment': 'qa1' } }),
      'organization',
    ],
    ['a key that waits', found('aws_kms_key', { ending: 'PendingDeletion' }), 'ending'],
    ['our alias of a key', found('aws_kms_alias', { name: 'alias/backlot-data' }), 'ours'],
    ['another alias', found('aws_kms_alias', { name: 'alias/data' }), 'foreign'],
    ['our budget', found('aws_budgets_budget', { name: 'backlot-qa1' }), 'ours'],
    ['a budget that begins like ours', found('aws_budgets_budget', { name: 'backlot-qa11' }), 'foreign'],
    ['our alias of the account', found('aws_iam_account_alias', { name: 'acme-qa1' }), 'ours'],
    ['another alias of the account', found('aws_iam_account_alias', { name: 'acme' }), 'foreign'],
    ['our log group', found('aws_cloudwatch_log_group', { name: '/backlot/qa1/services' }), 'ours'],
    ['a service’s log group', found('aws_cloudwatch_log_group', { name: '/aws/lambda/x' }), 'foreign'],
    ['our catalogue', found('aws_glue_catalog_database', { name: 'qa1' }), 'ours'],
    ['our role without tags', found('aws_iam_role', { name: 'BacklotData' }), 'ours'],
    ['a role that is called like ours', found('aws_iam_role', { name: 'BacklotDatabase' }), 'foreign'],
    ['a password of the environment', found('aws_secretsmanager_secret', { name: 'backlot/qa1/users/app' }), 'ours'],
    ['a password of another', found('aws_secretsmanager_secret', { name: 'backlot/qa11/users/app' }), 'foreign'],
  ])('%s', (_, resource, belongs) => {
    expect(belongsTo(household, resource)).toBe(belongs);
  });

  test.each([
    ['OrganizationAccountAccessRole', '/', true],
    ['BacklotBootstrap', '/', true],
    ['AWSServiceRoleForRDS', '/aws-service-role/rds.amazonaws.com/', true],
    ['AWSReservedSSO_Admin_0123456789abcdef', '/aws-reserved/sso.amazonaws.com/', true],
    ['stacksets-exec-0123', '/', true],
    ['AWSServiceRoleForRDS', '/', false],
    ['BacklotBootstrapper', '/', false],
    ['BacklotDeploy', '/', false],
  ])('role %s at %s was there before: %s', (name, path, builtIn) => {
    expect(isBuiltInRole({ name, path })).toBe(builtIn);
  });
});
