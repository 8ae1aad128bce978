import { describe, expect, test } from 'vitest';
import { judgeDrift } from '../../domain/drift/judge-drift.js';
import { differsOf, isBlind, madeDrift, stackDrift, totalOf, unplanned } from '../../domain/drift/sum-up-drift.js';
import type { MadeDrift, StackDrift, StackOutcome } from '../../domain/messages/drift.js';
import type { ResourceChange, TerraformPlan, UnknownMarks } from '../../domain/stacks/terraform-plan.js';

type Values = Readonly<Record<string, unknown>>;

const group = 'aws_security_group.app';
const subnet = 'aws_subnet.private["a"]';

/** An entry as `terraform show -json` has it. */
function entry(
  address: string,
  actions: readonly string[],
  before: Values | null,
  after: Values | null,
  unknown: UnknownMarks = {},
): ResourceChange {
  const type = address.split('.')[0] ?? '';
  const marks = { before_sensitive: {}, after_sensitive: {} };
  return { address, mode: 'managed', type, change: { actions, before, after, after_unknown: unknown, ...marks } };
}

/** One line for each finding: `drift changed aws_vpc.main: tags`, `pending update aws_vpc.main`. */
function judged(plan: TerraformPlan): string[] {
  const { drift, pending } = judgeDrift(plan);
  return [
    ...drift.map(({ difference, address, attributes }) =>
      `drift ${difference} ${address}: ${attributes.join(' ')}`.replace(/: $/, ''),
    ),
    ...pending.map(({ action, address }) => `pending ${action} ${address}`),
  ];
}

const declared = { id: 'sg-1', description: 'app', tags: { Name: 'app' }, tags_all: { Name: 'app', Owner: 'us' } };
const retagged = { ...declared, tags: { Name: 'app', By: 'hand' }, tags_all: { Name: 'app', Owner: 'us', By: 'hand' } };
const policy = { id: 'p', policy: '{"Version":"2012-10-17","Statement":[]}' };

const cases: readonly (readonly [string, TerraformPlan, readonly string[]])[] = [
  ['nothing', {}, []],
  [
    'an attribute that was changed by hand and would be changed back',
    {
      resource_drift: [entry(group, ['update'], declared, retagged)],
      resource_changes: [entry(group, ['update'], retagged, declared)],
    },
    [`drift changed ${group}: tags`],
  ],
  [
    'what a provider has filled in since the last apply, which nobody declares',
    {
      resource_drift: [
        entry(group, ['update'], { ...declared, ingress: [] }, { ...declared, ingress: [{ port: 443 }] }),
      ],
      resource_changes: [entry(group, ['no-op'], declared, declared)],
    },
    [],
  ],
  [
    'what differs and is not declared, beside a change of the configuration',
    {
      resource_drift: [
        entry(group, ['update'], { ...declared, ingress: [] }, { ...declared, ingress: [{ port: 443 }] }),
      ],
      resource_changes: [
        entry(
          group,
          ['update'],
          { ...declared, ingress: [{ port: 443 }] },
          { ...declared, ingress: [{ port: 443 }], tags: { Name: 'new' } },
          { tags_all: true },
        ),
      ],
    },
    [`pending update ${group}`],
  ],
  [
    'a computed value that differs and becomes unknown only because something is pending',
    {
      resource_drift: [entry(group, ['update'], { ...declared, etag: '1' }, { ...declared, etag: '2' })],
      resource_changes: [
        entry(group, ['update'], { ...declared, etag: '2' }, { ...declared, description: 'new' }, { etag: true }),
      ],
    },
    [`pending update ${group}`],
  ],
  [
    'a resource that was changed by hand, and whose configuration has changed too',
    {
      resource_drift: [entry(group, ['update'], declared, retagged)],
      resource_changes: [entry(group, ['update'], retagged, { ...declared, tags: { Name: 'app', Team: 'qa' } })],
    },
    [`drift changed ${group}: tags`, `pending update ${group}`],
  ],
  [
    'one attribute changed by hand, and by the configuration to something else',
    {
      resource_drift: [entry(group, ['update'], declared, { ...declared, description: 'hand' })],
      resource_changes: [
        entry(
          group,
          ['delete', 'create'],
          { ...declared, description: 'hand' },
          { ...declared, description: 'new' },
          { id: true },
        ),
      ],
    },
    [`drift changed ${group}: description`, `pending replace ${group}`],
  ],
  [
    'a deletion by hand',
    {
      resource_drift: [entry(group, ['delete'], declared, null)],
      resource_changes: [
        entry(group, ['create'], null, { description: 'app', tags: { Name: 'app' } }, { id: true, tags_all: true }),
      ],
    },
    [`drift deleted ${group}`],
  ],
  [
    'a deletion by hand of what would be made otherwise now; what is empty is like what is absent',
    {
      resource_drift: [entry(group, ['delete'], { ...declared, timeouts: null, force: false, ingress: [] }, null)],
      resource_changes: [
        entry(
          group,
          ['create'],
          null,
          { description: 'new', tags: { Name: 'app' }, force: null },
          { id: true, tags_all: true },
        ),
      ],
    },
    [`drift deleted ${group}`, `pending update ${group}`],
  ],
  [
    'a deletion by hand of what nobody asks for any more',
    { resource_drift: [entry(group, ['delete'], declared, null)], resource_changes: [] },
    [],
  ],
  [
    'a change by hand of what is to go anyway',
    {
      resource_drift: [entry(group, ['update'], declared, retagged)],
      resource_changes: [entry(group, ['delete'], retagged, null)],
    },
    [`pending delete ${group}`],
  ],
  [
    'a configuration that has changed, and nothing else',
    {
      resource_changes: [
        entry(group, ['update'], declared, { ...declared, description: 'new' }),
        entry('aws_vpc.new', ['create'], null, { cidr_block: '10.0.0.0/16' }, { id: true }),
        entry('aws_vpc.old', ['delete'], { id: 'vpc-1' }, null),
        entry('aws_vpc.same', ['no-op'], { id: 'vpc-2' }, { id: 'vpc-2' }),
        { ...entry('data.aws_vpc.read', ['read'], null, {}), mode: 'data' },
      ],
    },
    [`pending update ${group}`, 'pending create aws_vpc.new', 'pending delete aws_vpc.old'],
  ],
  [
    'outputs that would change alone',
    {
      resource_changes: [],
      output_changes: {
        vpcId: { actions: ['no-op'], after_unknown: false },
        zoneId: { actions: ['create'], after_unknown: false },
      },
    },
    ['pending create output.zoneId'],
  ],
  [
    'a policy that was changed by hand, and would be changed back to the same words in another order',
    {
      resource_drift: [entry('aws_kms_key.data', ['update'], policy, { ...policy, policy: '{"Statement":["*"]}' })],
      resource_changes: [
        entry(
          'aws_kms_key.data',
          ['update'],
          { ...policy, policy: '{"Statement":["*"]}' },
          { ...policy, policy: '{ "Statement": [], "Version": "2012-10-17" }' },
        ),
      ],
    },
    ['drift changed aws_kms_key.data: policy'],
  ],
  [
    'a deletion by hand of what would be made the same again; what is empty is like what is absent',
    {
      resource_drift: [entry(group, ['delete'], { ...declared, force: false, ingress: [], note: '' }, null)],
      resource_changes: [
        entry(
          group,
          ['create'],
          null,
          { description: 'app', tags: { Name: 'app' }, force: null, note: null },
          { id: true, tags_all: true },
        ),
      ],
    },
    [`drift deleted ${group}`],
  ],
  [
    'a deletion by hand of what the state is to forget',
    {
      resource_drift: [entry(group, ['delete'], declared, null)],
      resource_changes: [entry(group, ['forget'], declared, null)],
    },
    [`pending forget ${group}`],
  ],
  [
    'what a replacement has left behind',
    {
      resource_drift: [entry(group, ['update'], declared, retagged)],
      resource_changes: [
        entry(group, ['update'], retagged, declared),
        { ...entry(group, ['delete'], { id: 'sg-0' }, null), deposed: '1a2b3c4d' },
      ],
    },
    [`drift changed ${group}: tags`, `pending delete ${group}`],
  ],
  [
    'what gets a new id of something that was deleted by hand, and what gets it of that',
    {
      resource_drift: [entry(subnet, ['delete'], { id: 'subnet-1', cidr_block: '10.0.0.0/24' }, null)],
      resource_changes: [
        entry(subnet, ['create'], null, { cidr_block: '10.0.0.0/24' }, { id: true }),
        entry(
          'aws_nat_gateway.one',
          ['delete', 'create'],
          { id: 'nat-1', subnet_id: 'subnet-1' },
          {},
          { id: true, subnet_id: true },
        ),
        entry(
          'aws_route.out',
          ['update'],
          { id: 'r-1', nat_gateway_id: 'nat-1' },
          { id: 'r-1' },
          { nat_gateway_id: true },
        ),
        entry(
          'aws_db_subnet_group.data',
          ['update'],
          { id: 'g', subnet_ids: ['subnet-1'] },
          { id: 'g' },
          { subnet_ids: true },
        ),
        entry(
          'aws_route.both',
          ['update'],
          { id: 'r-3', nat_gateway_id: 'nat-1', to: 'a' },
          { id: 'r-3', to: 'b' },
          { nat_gateway_id: true },
        ),
        entry(
          'aws_route.other',
          ['update'],
          { id: 'r-2', nat_gateway_id: 'nat-9' },
          { id: 'r-2' },
          { nat_gateway_id: true },
        ),
      ],
      output_changes: {
        subnetIds: { actions: ['update'], after_unknown: true },
        other: { actions: ['update'], after_unknown: true },
      },
      configuration: {
        root_module: {
          resources: [
            {
              address: 'aws_nat_gateway.one',
              expressions: {
                subnet_id: {
                  references: ['aws_subnet.private["a"].id', 'aws_subnet.private["a"]', 'aws_subnet.private'],
                },
              },
            },
            {
              address: 'aws_route.out',
              expressions: { nat_gateway_id: { references: ['aws_nat_gateway.one.id', 'aws_nat_gateway.one'] } },
            },
            {
              address: 'aws_route.both',
              expressions: { nat_gateway_id: { references: ['aws_nat_gateway.one.id', 'aws_nat_gateway.one'] } },
            },
            {
              address: 'aws_route.other',
              expressions: { nat_gateway_id: { references: ['aws_nat_gateway.new.id', 'aws_nat_gateway.new'] } },
            },
            {
              address: 'aws_db_subnet_group.data',
              expressions: { subnet_ids: { references: ['aws_subnet.private'] } },
            },
          ],
          outputs: {
            subnetIds: { expression: { references: ['aws_subnet.private'] } },
            other: { expression: { references: ['aws_vpc.main.id', 'aws_vpc.main'] } },
          },
        },
      },
    },
    [
      'drift follows aws_db_subnet_group.data: subnet_ids',
      'drift follows aws_nat_gateway.one: subnet_id',
      'drift follows aws_route.out: nat_gateway_id',
      `drift deleted ${subnet}`,
      'pending update aws_route.both',
      'pending update aws_route.other',
      'pending update output.other',
    ],
  ],
];

describe('a plan', () => {
  test.each(cases)('tells %s', (_what, plan, expected) => {
    expect(judged(plan)).toEqual(expected);
  });

  test('gives its names away and none of its values', () => {
    const secret = { id: 'db-1', password: 'hunter2', tags: { Note: 'hunter3' } };
    const summary = stackDrift(
      'qa1.data',
      judgeDrift({
        resource_drift: [
          entry('aws_db_instance.x', ['update'], secret, { ...secret, password: 'hunter4', tags: { hunter5: 'x' } }),
        ],
        resource_changes: [
          entry('aws_db_instance.x', ['update'], { ...secret, password: 'hunter4', tags: { hunter5: 'x' } }, secret),
        ],
      }),
    );
    expect(summary).toMatchObject({ outcome: 'drifted', drift: [{ attributes: ['password', 'tags'] }] });
    expect(JSON.stringify(summary)).not.toContain('hunter');
  });

  test('is summed up with its first findings and the number of all', () => {
    const resources = Array.from({ length: 30 }, (_, index) => entry(`aws_vpc.n${index}`, ['create'], null, {}));
    const summary = stackDrift('qa1.network', judgeDrift({ resource_changes: resources }));
    expect(summary).toMatchObject({ outcome: 'pending', counts: { drift: 0, pending: 30 } });
    expect(summary.pending).toHaveLength(20);
  });
});

const stack = (outcome: StackOutcome): StackDrift => ({ ...unplanned('qa1.x', 'deferred', ''), outcome });

describe('the total of an environment', () => {
  test.each([
    [[], undefined, 'clean'],
    [['clean', 'clean'], 'clean', 'clean'],
    [['clean', 'drifted'], undefined, 'drifted'],
    [['pending', 'drifted'], 'clean', 'both'],
    [['pending'], 'drifted', 'both'],
    [['both', 'could not look'], undefined, 'both'],
    [['clean', 'could not look', 'not applied'], 'clean', 'could not look'],
    [['clean'], 'could not look', 'could not look'],
    [['clean', 'deferred', 'not applied'], undefined, 'not applied'],
  ] as const)('of stacks %j and databases %s is %s', (outcomes, made, total) => {
    const databases: { databases?: MadeDrift } =
      made === undefined ? {} : { databases: { outcome: made, differences: [] } };
    const found = {
      environment: 'qa1',
      accountId: '1',
      outcome: totalOf({ stacks: outcomes.map(stack), ...databases }),
      stacks: outcomes.map(stack),
      ...databases,
    };
    expect(found.outcome).toBe(total);
    expect(differsOf([found])).toBe(!['clean', 'could not look'].includes(total));
    expect(isBlind([found])).toBe([...outcomes, made].includes('could not look'));
  });

  test('is not clean when its stacks are not known', () => {
    expect(totalOf({ stacks: [] }, false)).toBe('could not look');
  });
});

test('what Backlot makes itself is judged as a sweep and a comparison of names do; what is due goes by itself', () => {
  const made = madeDrift(
    [
      { type: 'instance', id: 'users-g7', reason: 'never served, and its operation has ended', due: false },
      { type: 'secret', id: 'users-g6', reason: 'kept for rollback until yesterday', due: true },
    ],
    [
      { subject: 'name users.db', aspect: 'record', reason: 'missing', detail: 'clients find nothing' },
      { subject: 'name old.db', aspect: 'record', reason: 'drifted', detail: 'take it away' },
    ],
  );
  expect(made.outcome).toBe('drifted');
  expect(made.differences.map(({ subject, difference }) => `${subject} ${difference}`)).toEqual([
    'instance users-g7 unexpected',
    'name users.db missing',
    'name old.db changed',
  ]);
  expect(madeDrift([], [])).toEqual({ outcome: 'clean', differences: [] });
});
