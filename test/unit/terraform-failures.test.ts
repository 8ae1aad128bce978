import { describe, expect, test } from 'vitest';
import { judgeAttempt } from '../../activities/edge/persistence.js';
import { toFailure } from '../../activities/edge/to-failure.js';
import { judgeFailure } from '../../activities/terraform/complaints.js';
import { readEvent } from '../../activities/terraform/terraform-events.js';

const failed = (summaries: readonly string[], words = '') =>
  judgeFailure({
    stack: 'qa1.account',
    doing: 'apply',
    complaints: summaries.map((summary, index) => ({ summary, detail: '', address: `aws_vpc.v${index}` })),
    words,
    where: 'The full text is in terraform/qa1/logs/x.txt.',
    pollMs: 100,
  });
const aws = (error: string, status = 400) =>
  `creating EC2 VPC (secret-value): operation error EC2: CreateVpc, https response error StatusCode: ${status}, RequestID: 6f, api error ${error}: words`;

describe('a failure of Terraform', () => {
  test.each([
    ['a limit', [aws('VpcLimitExceeded')], 'TerraformFailed', true],
    ['a name that is taken', [aws('AlreadyExistsException')], 'TerraformFailed', true],
    ['a mistake in the configuration', ['Invalid value for variable'], 'TerraformFailed', true],
    ['a throttled call', [aws('ThrottlingException')], 'Throttled', false],
    ['a session that ran out', [aws('ExpiredToken', 403)], 'CredentialsExpired', false],
    ['no credentials', ['No valid credential sources found'], 'CredentialsExpired', false],
    ['an outage', [aws('InternalError', 503)], 'Unreachable', false],
    ['no connection', ['request send failed, dial tcp 127.0.0.1:1: connect: connection refused'], 'Unreachable', false],
    ['a refusal', [aws('AccessDenied', 403)], 'AccessDenied', false],
    ['an explicit deny', [`${aws('AccessDenied', 403)} with an explicit deny in a policy`], 'AccessDenied', true],
    ['a refusal beside a limit', [aws('AccessDenied'), aws('VpcLimitExceeded')], 'AccessDenied', true],
    ['a limit beside a throttled call', [aws('Throttling'), aws('VpcLimitExceeded')], 'TerraformFailed', true],
    ['a lock', ['Error acquiring the state lock'], 'NotReady', false],
    [
      'a lock that a session was too old for',
      [`Error acquiring the state lock: ${aws('ExpiredToken', 400)}`],
      'CredentialsExpired',
      false,
    ],
    ['a stale plan', ['Saved plan is stale'], 'PlanChanged', true],
  ])('for %s', (_, summaries, code, isPermanent) => {
    const error = failed(summaries);
    const { failure } = judgeAttempt(error, toFailure(error), 0);
    expect(failure).toMatchObject({ type: code, nonRetryable: isPermanent });
  });

  test('tells addresses and the names of errors, and no more of Terraform’s words', () => {
    const { message } = failed([aws('VpcLimitExceeded'), 'Invalid password hunter2']);
    expect(message).toContain('aws_vpc.v0 (VpcLimitExceeded), aws_vpc.v1');
    expect(message).toContain('terraform/qa1/logs/x.txt');
    expect(message).not.toMatch(/secret-value|hunter2|words/);
  });

  test('without a complaint is judged by what was written besides, which is not told', () => {
    const error = failed([], 'Error: Failed to query available provider packages for hunter2');
    expect(error).toMatchObject({ code: 'TerraformFailed' });
    expect(error.message).not.toContain('hunter2');
  });
});

describe('a line of Terraform’s', () => {
  const resource = { addr: 'aws_vpc.vpc', module: '', resource_type: 'aws_vpc', resource_name: 'vpc' };
  test.each([
    [
      { type: 'planned_change', change: { resource, action: 'create' } },
      { kind: 'planned', address: 'aws_vpc.vpc' },
    ],
    [
      { type: 'apply_start', hook: { resource, action: 'create' } },
      { kind: 'begun', address: 'aws_vpc.vpc', type: 'aws_vpc', action: 'create' },
    ],
    [
      { type: 'apply_complete', hook: { resource, action: 'create', id_key: 'id', id_value: 'vpc-1' } },
      { kind: 'complete', address: 'aws_vpc.vpc', type: 'aws_vpc', action: 'create', id: 'vpc-1' },
    ],
    [
      { type: 'diagnostic', diagnostic: { severity: 'error', summary: 's', detail: 'd', address: 'aws_vpc.vpc' } },
      { kind: 'error', complaint: { summary: 's', detail: 'd', address: 'aws_vpc.vpc' } },
    ],
    [{ type: 'diagnostic', diagnostic: { severity: 'warning', summary: 's' } }, undefined],
    [{ type: 'outputs', outputs: { vpcId: { value: 'vpc-1' } } }, undefined],
  ])('%j', (line, event) => {
    expect(readEvent(JSON.stringify(line))).toEqual(event);
  });

  test('that is no JSON is of no interest', () => {
    expect(readEvent('│ Error: something')).toBeUndefined();
    expect(readEvent('7')).toBeUndefined();
  });
});
