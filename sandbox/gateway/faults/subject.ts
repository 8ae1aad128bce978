import type { Peer } from '../aws-request.js';
import type { Caller } from '../contract.js';
import type { Protocol } from '../protocols/protocol.js';
import type { FaultSpec } from './fault.js';

/** What faults know of a call. */
export interface Subject {
  readonly requestId: string;
  readonly service: string;
  readonly action: string;
  readonly region: string;
  readonly resource: string;
  readonly caller: Caller;
  readonly protocol: Protocol;
  readonly peer: Peer | undefined;
}

/** Tells whether a call is one that a fault is for. */
export function isTarget(spec: FaultSpec, { service, action, region, resource, caller }: Subject): boolean {
  const exact = [
    [spec.service, service],
    [spec.action, action],
    [spec.region, region],
    [spec.role, caller.roleName],
    [spec.account, caller.accountId],
  ];
  return (
    exact.every(([wanted, given]) => wanted === undefined || wanted === given) &&
    (spec.resource === undefined || pattern(spec.resource).test(resource))
  );
}

function pattern(glob: string): RegExp {
  return new RegExp(`^${glob.split('*').map(escape).join('.*')}$`);
}

function escape(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
