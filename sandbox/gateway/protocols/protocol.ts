import { single, type RawRequest } from '../aws-request.js';

/** The wire forms that AWS's services speak. */
export type Protocol = 'query' | 'ec2' | 'json' | 'rest-json' | 'rest-xml' | 's3';

/** Tells which form a request for a service has. */
export function protocolOf(service: string, request: RawRequest): Protocol {
  if (request.headers['x-amz-target'] !== undefined) return 'json';
  if (service === 's3') return 's3';
  if (service === 'route53' || service === 'cloudfront') return 'rest-xml';
  if (service === 'ec2') return 'ec2';
  const contentType = single(request.headers['content-type']) ?? '';
  if (contentType.startsWith('application/x-www-form-urlencoded') || request.query.has('Action')) return 'query';
  return 'rest-json';
}
