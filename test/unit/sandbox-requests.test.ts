import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { readRequest, type RawRequest } from '../../sandbox/gateway/aws-request.js';
import type { AwsCall } from '../../sandbox/gateway/contract.js';
import { describeS3 } from '../../sandbox/gateway/describe-s3.js';
import { budgetsNeeds } from '../../sandbox/iam/requests/budgets.js';

test('a client that takes the gateway for its proxy is understood', async () => {
  const server = createServer((incoming, response) => {
    void readRequest(incoming).then(({ path, queryString }) => response.end(JSON.stringify({ path, queryString })));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const ask = async (path: string) => {
      const [response] = (await once(httpRequest({ host: '127.0.0.1', port, path }).end(), 'response')) as [
        AsyncIterable<Buffer>,
      ];
      let text = '';
      for await (const chunk of response) text += chunk.toString();
      return JSON.parse(text) as unknown;
    };
    expect(await ask('/a/b?c=d')).toEqual({ path: '/a/b', queryString: 'c=d' });
    expect(await ask(`http://555555555555.127.0.0.1:${port}/a/b?c=http://d`)).toEqual({
      path: '/a/b',
      queryString: 'c=http://d',
    });
  } finally {
    server.close();
  }
});

describe('S3 Control', () => {
  const at = (method: string, path: string): RawRequest => {
    const headers = { 'x-amz-account-id': '555555555555' };
    return { method, path, queryString: '', query: new URLSearchParams(), headers, body: Buffer.alloc(0) };
  };

  test.each([
    ['GET', 'GetAccountPublicAccessBlock'],
    ['PUT', 'PutAccountPublicAccessBlock'],
    ['DELETE', 'DeleteAccountPublicAccessBlock'],
  ])('is about an account and no bucket: %s is %s', (method, action) => {
    expect(describeS3(at(method, '/v20180820/configuration/publicAccessBlock'))).toEqual({
      action,
      parameters: { AccountId: '555555555555' },
    });
  });

  test('is told by its version alone', () => {
    expect(describeS3(at('PUT', '/v20180821/configuration/publicAccessBlock')).parameters).toMatchObject({
      Bucket: 'v20180821',
    });
  });
});

describe('the permissions of Budgets', () => {
  const resource = 'arn:aws:budgets::555555555555:budget/backlot-qa1';
  const needs = async (action: string, parameters: object) => {
    const caller = { accountId: '555555555555', arn: '', accessKeyId: '' };
    const call = { requestId: '', service: 'budgets', action, region: 'us-east-1', caller, parameters } as AwsCall;
    return (await budgetsNeeds(call)).map(({ action: needed, resource: about }) => [needed, about]);
  };

  test.each([
    ['CreateBudget', { Budget: { BudgetName: 'backlot-qa1' } }, 'budgets:ModifyBudget'],
    ['DeleteBudget', { BudgetName: 'backlot-qa1' }, 'budgets:ModifyBudget'],
    ['UpdateNotification', { BudgetName: 'backlot-qa1' }, 'budgets:ModifyBudget'],
    ['DescribeBudget', { BudgetName: 'backlot-qa1' }, 'budgets:ViewBudget'],
    ['DescribeNotificationsForBudget', { BudgetName: 'backlot-qa1' }, 'budgets:ViewBudget'],
    ['ListTagsForResource', { ResourceARN: resource }, 'budgets:ListTagsForResource'],
  ])('for %s', async (action, parameters, needed) => {
    expect(await needs(action, parameters)).toEqual([[needed, resource]]);
  });

  test('to make one with tags is to tag it, too', async () => {
    const parameters = { Budget: { BudgetName: 'backlot-qa1' }, ResourceTags: [{ Key: 'a', Value: 'b' }] };
    expect(await needs('CreateBudget', parameters)).toEqual([
      ['budgets:ModifyBudget', resource],
      ['budgets:TagResource', resource],
    ]);
  });
});
