import { describe, expect, test } from 'vitest';
import { fleetDirectory, wantsColour } from '../../config/environment.js';
import { requireFleet } from '../../config/require-fleet.js';
import { readSettings } from '../../config/settings.js';
import { goodFleet, withFleet } from './fleet-fixture.js';

const { organization: real } = await withFleet(goodFleet, requireFleet);
const sandbox = { ...real, sandbox: true };

const everything = {
  BACKLOT_FLEET: 'fleet',
  BACKLOT_AWS_ENDPOINT: 'http://127.16.0.1:4566',
  BACKLOT_BASE_CREDENTIALS_FILE: '/run/base.json',
  BACKLOT_DNS_SERVERS: '127.16.0.1:5353, 10.0.0.2, [::1]:53',
  BACKLOT_SOURCE_ADDRESSES: '{"backlot-data/qa1/us-east-1":"127.16.2.3"}',
  BACKLOT_DATABASE_CA: '/run/ca.pem',
  BACKLOT_POLL_INTERVAL: '1s',
  BACKLOT_TIMINGS: '{"dns":"200ms","heartbeat":"2s","sticky":"300ms"}',
  BACKLOT_QUEUES: 'backlot,backlot-hooks,backlot-data/cleanroom/us-east-1',
  BACKLOT_TERRAFORM: 'tofu',
  BACKLOT_TERRAFORM_MIRROR: '/srv/providers',
  BACKLOT_TERRAFORM_RUNS: '2',
  BACKLOT_WORKER_INTERCEPTORS: './faults.js',
};

function failureOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('settings', () => {
  test('are parsed from every variable', () => {
    expect(readSettings(sandbox, everything)).toStrictEqual({
      awsEndpoint: 'http://127.16.0.1:4566',
      baseCredentialsFile: '/run/base.json',
      dnsServers: ['127.16.0.1:5353', '10.0.0.2', '[::1]:53'],
      sourceAddresses: { 'backlot-data/qa1/us-east-1': '127.16.2.3' },
      databaseCaFile: '/run/ca.pem',
      timings: { snapshotPollMs: 1000, instancePollMs: 1000, dnsPollMs: 200, leasePollMs: 1000 },
      recovery: { heartbeatTimeoutMs: 2_000, stickyTimeoutMs: 300 },
      queues: ['backlot', 'backlot-hooks', 'backlot-data/cleanroom/us-east-1'],
      terraform: { program: 'tofu', mirror: '/srv/providers', runs: 2 },
      workerInterceptors: ['./faults.js'],
    });
  });

  test('have defaults, which an empty variable keeps', () => {
    const defaults = readSettings(real, {});
    expect(defaults).toStrictEqual({
      dnsServers: [],
      sourceAddresses: {},
      timings: { snapshotPollMs: 30_000, instancePollMs: 30_000, dnsPollMs: 5_000, leasePollMs: 10_000 },
      recovery: { heartbeatTimeoutMs: 10_000, stickyTimeoutMs: 2_000 },
      terraform: { program: 'terraform' },
      workerInterceptors: [],
    });
    expect(readSettings(real, { BACKLOT_AWS_ENDPOINT: '' })).toStrictEqual(defaults);
  });

  test.each(['BACKLOT_AWS_ENDPOINT', 'BACKLOT_WORKER_INTERCEPTORS'] as const)(
    '%s is refused outside of a sandbox fleet, and without a fleet',
    (name) => {
      for (const organization of [real, undefined]) {
        const failure = failureOf(() => readSettings(organization, { [name]: everything[name] }));
        expect(failure).toMatchObject({ code: 'InvalidInput' });
        expect(String(failure)).toContain(`${name} is only accepted with a fleet that says`);
      }
    },
  );

  test('tell every problem at once, and never a value', () => {
    const secret = 'sk-very-secret';
    const failure = failureOf(() =>
      readSettings(sandbox, {
        BACKLOT_AWS_ENDPOINT: `ftp://${secret}`,
        BACKLOT_DNS_SERVERS: secret,
        BACKLOT_SOURCE_ADDRESSES: `{"queue":"${secret}"}`,
        BACKLOT_POLL_INTERVAL: secret,
        BACKLOT_TIMINGS: `{"${secret}`,
        BACKLOT_QUEUES: secret,
        BACKLOT_DNS_SERVER: secret,
      }),
    );
    expect(failure).toMatchObject({ code: 'InvalidInput' });
    for (const name of ['AWS_ENDPOINT', 'DNS_SERVERS', 'SOURCE_ADDRESSES', 'POLL_INTERVAL', 'TIMINGS', 'QUEUES']) {
      expect(String(failure)).toContain(`BACKLOT_${name} cannot be read`);
    }
    expect(String(failure)).toContain('BACKLOT_DNS_SERVER is not a setting, BACKLOT_DNS_SERVERS is');
    expect(JSON.stringify([String(failure), failure])).not.toContain(secret);
  });

  test('leave variables of others alone', () => {
    const others = { AWS_ENDPOINT_URL: 'http://stranger', BACKLOT_SANDBOX_VENV: '/venv', TEMPORAL_ADDRESS: 'x:7233' };
    expect(readSettings(real, others)).toStrictEqual(readSettings(real, {}));
  });
});

test('the fleet is where the argument says, then BACKLOT_FLEET, then here', () => {
  expect(fleetDirectory('a', { BACKLOT_FLEET: 'b' })).toBe('a');
  expect(fleetDirectory(undefined, { BACKLOT_FLEET: 'b' })).toBe('b');
  expect(fleetDirectory(undefined, {})).toBe('.');
});

test('colours are for terminals that want them', () => {
  expect(wantsColour({ isTTY: true }, {})).toBe(true);
  expect(wantsColour({ isTTY: false }, {})).toBe(false);
  expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColour({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
});
