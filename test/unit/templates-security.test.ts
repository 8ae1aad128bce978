import { describe, expect, test } from 'vitest';
import { configurationOf, resourcesOf, type Block, type Configuration } from './support/configuration.js';
import { everyStack, templateFleet } from './support/template-fleet.js';

const stacks = everyStack(await templateFleet());
const configurations = stacks.map((stack) => [stack.name, configurationOf(stack), stack] as const);
const all = configurations.map(([, configuration]) => configuration);
const find = (name: string): Configuration => {
  const found = configurations.find(([each]) => each === name)?.[1];
  if (found === undefined) throw new Error(`there is no stack ${name}`);
  return found;
};
const rulesOf = (configuration: Configuration, direction: 'ingress' | 'egress'): Block[] =>
  resourcesOf([configuration], `aws_vpc_security_group_${direction}_rule`);

describe.each(configurations)('%s', (name, { terraform, provider, data }, { target }) => {
  test('every provider names one account, its region, and the role that it becomes', () => {
    expect(terraform.required_providers['aws']).toEqual({ source: 'aws', version: '5.100.0' });
    for (const { allowed_account_ids: accounts, region, assume_role: roles, ...rest } of provider.aws) {
      expect(accounts).toEqual([expect.stringMatching(/^(\d{12}|\$\{var\.accountId\})$/)]);
      expect(region).toMatch(/^[a-z]+-[a-z]+-\d$/);
      expect(rest).not.toHaveProperty('access_key');
      expect(rest).not.toHaveProperty('profile');
      if (target.role === undefined) continue;
      const [account] = accounts as string[];
      const [assumed, ...more] = roles as Block[];
      expect(assumed?.['role_arn']).toContain(`arn:aws:iam::${account}:role/Backlot`);
      expect(assumed?.['session_name']).toBe(`backlot-${name}`);
      expect(more).toEqual([]);
      expect(rest['shared_config_files']).toEqual(['/dev/null']);
      expect(rest['shared_credentials_files']).toEqual(['/dev/null']);
      expect(rest['skip_metadata_api_check']).toBe('true');
    }
  });

  test('everything carries the environment and the stack', () => {
    for (const { default_tags: tags } of provider.aws) {
      expect(tags).toEqual([{ tags: { 'backlot:environment': target.environment, 'backlot:stack': name } }]);
    }
  });

  test('the state is encrypted, locked and its own', () => {
    if (name === 'builder.state') {
      expect(terraform.backend).toEqual({ local: { path: 'terraform.tfstate' } });
      return;
    }
    expect(terraform.backend?.s3).toMatchObject({
      bucket: 'acme-backlot-state',
      key: `terraform/${target.environment}/${name}.tfstate`,
      encrypt: true,
      kms_key_id: 'arn:aws:kms:us-east-1:111111111111:alias/backlot-state',
      use_lockfile: true,
      allowed_account_ids: ['111111111111'],
    });
  });

  test('no other state is read', () => {
    expect(data ?? {}).not.toHaveProperty('terraform_remote_state');
  });
});

test('no two states share a place', () => {
  const keys = all.map(({ terraform }) => terraform.backend?.s3?.['key']).filter((key) => key !== undefined);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.length).toBeGreaterThan(20);
});

describe('buckets', () => {
  const buckets = resourcesOf(all, 'aws_s3_bucket');

  test('are encrypted, versioned, closed to the public, and speak TLS only', () => {
    expect(buckets.length).toBeGreaterThan(2);
    for (const type of ['server_side_encryption_configuration', 'versioning', 'public_access_block', 'policy']) {
      expect(resourcesOf(all, `aws_s3_bucket_${type}`), type).toHaveLength(buckets.length);
    }
    for (const { rule } of resourcesOf(all, 'aws_s3_bucket_server_side_encryption_configuration')) {
      expect(JSON.stringify(rule)).toContain('"sse_algorithm":"aws:kms"');
    }
    for (const block of resourcesOf(all, 'aws_s3_bucket_public_access_block')) {
      expect(Object.values(block).filter((value) => value === true)).toHaveLength(4);
    }
    for (const { policy } of resourcesOf(all, 'aws_s3_bucket_policy')) {
      expect(policy).toContain('"Bool":{"aws:SecureTransport":"false"}');
    }
  });

  test('of every environment cannot be public', () => {
    for (const name of ['qa1', 'etl', 'lab']) {
      const [block] = resourcesOf([find(`${name}.account`)], 'aws_s3_account_public_access_block');
      expect(Object.values(block ?? {}).filter((value) => value === true)).toHaveLength(4);
    }
  });
});

describe('keys', () => {
  const keys = resourcesOf(all, 'aws_kms_key');

  test('rotate unless they sign, wait before they go, and have a policy of their own', () => {
    expect(keys.length).toBeGreaterThan(8);
    for (const key of keys) {
      if (key['key_usage'] === 'SIGN_VERIFY') expect(key['customer_master_key_spec']).toBe('ECC_NIST_P256');
      else expect(key['enable_key_rotation']).toBe(true);
      expect(key['deletion_window_in_days']).toBe(30);
      expect(key['policy']).toContain('"Sid":"Administration"');
    }
  });

  test('of the organisation are deleted by no plan, those of an environment go with it', () => {
    const kept = (name: string): unknown[] =>
      resourcesOf([find(name)], 'aws_kms_key').map(({ lifecycle }) => lifecycle ?? {});
    for (const name of ['cleanroom.keys.us-east-1', 'production.keys.us-east-1', 'builder.state']) {
      for (const lifecycle of kept(name)) expect(lifecycle).toEqual({ prevent_destroy: true });
    }
    expect(kept('qa1.account')).toEqual([{}]);
  });

  test('of an environment are there in each of its regions', () => {
    expect(Object.keys(find('etl.account').resource['aws_kms_key'] ?? {})).toEqual([
      'backlot-data-eu-central-1',
      'backlot-data-us-east-1',
    ]);
  });
});

describe('networks', () => {
  const networks = configurations.filter(([name]) => name.includes('.network.'));

  test.each(networks)('%s: no subnet gives out public addresses, and zones are named by id', (_, configuration) => {
    const subnets = resourcesOf([configuration], 'aws_subnet');
    expect(subnets.length).toBeGreaterThan(3);
    for (const subnet of subnets) {
      expect(subnet['map_public_ip_on_launch']).toBe(false);
      expect(subnet['availability_zone_id']).toMatch(
        /^\$\{sort\(data\.aws_availability_zones\.zones\.zone_ids\)\.\d\}$/,
      );
      expect(subnet['lifecycle']).toEqual({ ignore_changes: ['availability_zone_id'] });
    }
  });

  test.each(networks)('%s: the default group lets nothing in or out', (_, configuration) => {
    const [group] = resourcesOf([configuration], 'aws_default_security_group');
    expect(group).toMatchObject({ ingress: [], egress: [] });
  });

  test.each(networks)('%s: databases let in named groups on their port, and nothing out', (name, configuration) => {
    const group = name.startsWith('cleanroom') ? 'backlot-quarantine' : 'backlot-data';
    const data = `\${aws_security_group.${group}.id}`;
    expect(rulesOf(configuration, 'egress').filter((rule) => rule['security_group_id'] === data)).toEqual([]);
    const into = rulesOf(configuration, 'ingress').filter((rule) => rule['security_group_id'] === data);
    expect(into.map((rule) => rule['referenced_security_group_id'])).toEqual(
      name.startsWith('cleanroom')
        ? ['${aws_security_group.backlot-worker.id}']
        : ['${aws_security_group.backlot-services.id}', '${aws_security_group.backlot-worker.id}'],
    );
    for (const rule of into) expect(rule).toMatchObject({ from_port: 5432, to_port: 5432 });
    const routes = resourcesOf([configuration], 'aws_route').map((route) => route['route_table_id']);
    expect(routes).not.toContain('${aws_route_table.data-routes.id}');
  });

  test.each(networks)('%s: nobody comes in from anywhere', (_, configuration) => {
    for (const rule of rulesOf(configuration, 'ingress')) {
      expect(rule).not.toHaveProperty('cidr_ipv4');
      expect(rule).toHaveProperty('referenced_security_group_id');
    }
  });

  test.each(networks)('%s: there is a way out only where the account file asks for it', (name, configuration) => {
    const open = rulesOf(configuration, 'egress').filter((rule) => rule['cidr_ipv4'] !== undefined);
    const gateways = [...resourcesOf([configuration], 'aws_nat_gateway'), ...resourcesOf([configuration], 'aws_route')];
    if (name.startsWith('etl')) {
      expect(open.map((rule) => rule['from_port'])).toEqual(name.endsWith('us-east-1') ? [443, 443] : [443, 443, 7233]);
      expect(gateways).toHaveLength(4);
    } else {
      expect([...open, ...gateways]).toEqual([]);
    }
  });

  test.each(networks)('%s: endpoints know this account and the builder only', (name, configuration) => {
    const policies = resourcesOf([configuration], 'aws_vpc_endpoint').map(({ policy }) => policy);
    const own = configuration.provider.aws[0]?.['allowed_account_ids'] as string[];
    const given = policies.filter((policy) => policy !== undefined);
    // Temporal's endpoint takes no policy: it is no service of AWS.
    expect(policies.length - given.length).toBe(name === 'etl.network.us-east-1' ? 1 : 0);
    for (const policy of given) expect(policy).toContain(`Account":${JSON.stringify([...own, '111111111111'])}`);
  });
});

describe('roles', () => {
  test('of a blueprint lie below the path and within the boundary', () => {
    const [role] = resourcesOf([find('qa1.services.us-east-1')], 'aws_iam_role');
    expect(role).toMatchObject({
      path: '/backlot/',
      permissions_boundary: 'arn:aws:iam::555555555555:policy/backlot/BacklotBoundary',
    });
  });

  test('of Backlot are trusted to its own workers alone', () => {
    for (const name of [
      'qa1.roles',
      'etl.roles',
      'production.roles',
      'cleanroom.roles',
      'dns.roles',
      'management.roles',
    ]) {
      for (const { assume_role_policy: trust, max_session_duration: seconds } of resourcesOf(
        [find(name)],
        'aws_iam_role',
      )) {
        const { Statement } = JSON.parse(String(trust)) as { Statement: { Principal: { AWS: string[] } }[] };
        for (const principal of Statement.flatMap(({ Principal }) => Principal.AWS)) {
          expect(principal).toMatch(/^arn:aws:iam::111111111111:role\/Backlot\w+Worker(-\w+)?$/);
        }
        expect(seconds).toBe(3600);
      }
    }
  });
});

test('a public zone is delegated, as BacklotDns in the parent’s account; a private one is tied to its network', () => {
  const open = find('etl.account');
  expect(open.provider.aws).toContainEqual(
    expect.objectContaining({
      alias: 'dns',
      allowed_account_ids: ['444444444444'],
      assume_role: [expect.objectContaining({ role_arn: 'arn:aws:iam::444444444444:role/BacklotDns' })],
    }),
  );
  expect(resourcesOf([open], 'aws_route53_record')).toEqual([
    expect.objectContaining({ provider: 'aws.dns', type: 'NS', name: 'etl.acme.example' }),
  ]);
  const closed = find('qa1.account');
  expect(resourcesOf([closed], 'aws_route53_record')).toEqual([]);
  expect(resourcesOf([closed], 'aws_route53_zone')).toEqual([
    expect.objectContaining({ vpc: [{ vpc_id: '${var.vpcIdUsEast1}', vpc_region: 'us-east-1' }] }),
  ]);
});

test('an account that is still to be made is a variable wherever it is named', () => {
  const { provider, variable, resource } = find('etl.roles');
  expect(variable).toHaveProperty('accountId');
  expect(provider.aws[0]?.['assume_role']).toEqual([
    expect.objectContaining({ role_arn: 'arn:aws:iam::${var.accountId}:role/BacklotBootstrap' }),
  ]);
  expect(JSON.stringify(resource)).toContain('arn:aws:iam::${var.accountId}:policy/backlot/BacklotBoundary');
});
