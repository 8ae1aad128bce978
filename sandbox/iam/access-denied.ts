import { AwsError } from '../gateway/contract.js';
import type { Protocol } from '../gateway/protocols/protocol.js';

/** Who was refused what. */
export interface Refusal {
  /** The caller's ARN. */
  readonly caller: string;
  readonly action: string;
  /** `undefined` when the sandbox cannot tell what the action is about. */
  readonly resource: string | undefined;
  /** `because no identity-based policy allows the rds:DeleteDBInstance action` */
  readonly why: string;
}

/** The code and status by which each protocol's services say that access is denied. */
const forms: Readonly<Record<Protocol, readonly [code: string, status: number]>> = {
  query: ['AccessDenied', 403],
  'rest-xml': ['AccessDenied', 403],
  s3: ['AccessDenied', 403],
  ec2: ['UnauthorizedOperation', 403],
  json: ['AccessDeniedException', 400],
  'rest-json': ['AccessDeniedException', 403],
};

/** Makes the error of a call that policies do not allow, in AWS's words. */
export function accessDenied(protocol: Protocol, { caller, action, resource = '*', why }: Refusal): AwsError {
  const [code, status] = forms[protocol];
  const opening = protocol === 'ec2' ? 'You are not authorized to perform this operation. ' : '';
  return new AwsError(
    code,
    `${opening}User: ${caller} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
    status,
  );
}
