import { expect, test } from 'vitest';
import type { RawRequest } from '../../sandbox/gateway/aws-request.js';
import { AwsError, type AwsCall, type Service } from '../../sandbox/gateway/contract.js';
import { encodeError } from '../../sandbox/gateway/protocols/encode-error.js';
import { encodeResult } from '../../sandbox/gateway/protocols/encode-result.js';
import { decodeQuery } from '../../sandbox/gateway/protocols/query.js';
import { decodeRestXml } from '../../sandbox/gateway/protocols/rest-xml.js';
import { route53Shape } from '../../sandbox/services/route53/routes.js';

function post(body: string, path = '/', method = 'POST', queryString = ''): RawRequest {
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  return { method, path, queryString, query: new URLSearchParams(queryString), headers, body: Buffer.from(body) };
}

const call: AwsCall = {
  requestId: 'id-1',
  service: 'rds',
  action: 'DescribeThings',
  region: 'us-east-1',
  caller: { accountId: '111111111111', arn: 'arn', accessKeyId: 'AKIA' },
  parameters: {},
};
const service: Service = {
  name: 'rds',
  handle: () => Promise.resolve({}),
  listElements: { Things: 'Thing' },
};

test('Query parameters become a tree, with and without element names between', () => {
  const form = [
    'Action=DescribeDBInstances&Version=2014-10-31&MaxRecords=20',
    'Filters.Filter.1.Name=engine&Filters.Filter.1.Values.Value.1=a&Filters.Filter.1.Values.Value.2=b',
    'TagKeys.member.1=x&TagKeys.member.2=y',
    'Filter.10.Name=ten&Filter.2.Name=two',
    'Tags.Tag.1.Key=k&Tags.Tag.1.Value=v+w',
    'Config.EnableLogTypes.member.1=postgresql',
  ].join('&');
  expect(decodeQuery(post(form))).toEqual({
    action: 'DescribeDBInstances',
    parameters: {
      MaxRecords: '20',
      Filters: [{ Name: 'engine', Values: ['a', 'b'] }],
      TagKeys: ['x', 'y'],
      Filter: [{ Name: 'two' }, { Name: 'ten' }],
      Tags: [{ Key: 'k', Value: 'v w' }],
      Config: { EnableLogTypes: ['postgresql'] },
    },
  });
});

test('a single parameter that is a list keeps its name', () => {
  const form = 'Action=DeleteVpcEndpoints&Version=2016-11-15&VpcEndpointId.1=one&VpcEndpointId.2=two';
  expect(decodeQuery(post(form)).parameters).toEqual({ VpcEndpointId: ['one', 'two'] });
});

test('REST-XML finds the action by method and path, and unwraps lists', () => {
  const body = `<?xml version="1.0"?><ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/">
    <ChangeBatch><Comment>c</Comment><Changes><Change><Action>UPSERT</Action><ResourceRecordSet><Name>a.b</Name>
    <Type>TXT</Type><TTL>5</TTL><ResourceRecords><ResourceRecord><Value>"x &amp; y"</Value></ResourceRecord>
    </ResourceRecords></ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`;
  expect(decodeRestXml(post(body, '/2013-04-01/hostedzone/Z1/rrset/'), route53Shape)).toEqual({
    action: 'ChangeResourceRecordSets',
    parameters: {
      HostedZoneId: 'Z1',
      ChangeBatch: {
        Comment: 'c',
        Changes: [
          {
            Action: 'UPSERT',
            ResourceRecordSet: { Name: 'a.b', Type: 'TXT', TTL: '5', ResourceRecords: [{ Value: '"x & y"' }] },
          },
        ],
      },
    },
  });
  const list = post('', '/2013-04-01/hostedzone/Z1/rrset', 'GET', 'name=a.b&maxitems=1');
  expect(decodeRestXml(list, route53Shape)).toEqual({
    action: 'ListResourceRecordSets',
    parameters: { HostedZoneId: 'Z1', StartRecordName: 'a.b', MaxItems: '1' },
  });
  expect(decodeRestXml(post('', '/2013-04-01/healthcheck', 'GET'), route53Shape)).toBeUndefined();
});

test('a result is encoded in the protocol of its request', () => {
  const result = { Things: [{ Name: 'a<b', At: new Date(0) }], Flag: true, None: undefined };
  const query = encodeResult('query', service, call, result).body.toString();
  expect(query).toContain(
    '<DescribeThingsResult><Things><Thing><Name>a&lt;b</Name><At>1970-01-01T00:00:00.000Z</At></Thing></Things>' +
      '<Flag>true</Flag></DescribeThingsResult>',
  );
  expect(query).toContain('<RequestId>id-1</RequestId>');
  const json = encodeResult('json', service, call, { At: new Date(1500), Name: 'x' }).body.toString();
  expect(JSON.parse(json)).toEqual({ At: 1.5, Name: 'x' });
});

test.each([
  ['query', '<Error><Type>Sender</Type><Code>Wrong</Code><Message>a &lt; b</Message></Error>'],
  ['ec2', '<Errors><Error><Code>Wrong</Code><Message>a &lt; b</Message></Error></Errors>'],
  ['s3', '<Error><Code>Wrong</Code><Message>a &lt; b</Message>'],
  ['json', '{"__type":"Wrong","message":"a < b"}'],
] as const)('an error is encoded in %s', (protocol, expected) => {
  const answer = encodeError(protocol, new AwsError('Wrong', 'a < b', 409), 'id-1');
  expect(answer.status).toBe(409);
  expect(answer.body).toContain(expected);
});
