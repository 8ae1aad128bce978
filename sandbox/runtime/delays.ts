import { defaultDelays, type RdsDelays } from '../rds/options.js';
import type { OrganizationDelays } from '../services/organizations/options.js';
import type { Route53Delays } from '../services/route53/options.js';
import { SandboxError } from './sandbox-error.js';

/** How long things take in the sandbox, in ms. */
export interface Delays {
  readonly rds: RdsDelays;
  readonly route53: Route53Delays;
  readonly organizations: OrganizationDelays;
  readonly identityCenter: {
    /** Until an assignment has come or gone. */
    readonly assigning: number;
  };
}

/** About what AWS takes. */
const aws: Delays = {
  rds: {
    creating: 300_000,
    backingUp: 90_000,
    modifying: 120_000,
    deleting: 180_000,
    snapshotCreating: 120_000,
    copying: 180_000,
    restoring: 900_000,
    rebooting: 60_000,
  },
  route53: { dnsChange: 30_000, dnsProcessing: 500 },
  organizations: { creating: 60_000, closing: 120_000 },
  identityCenter: { assigning: 15_000 },
};

const fast: Delays = {
  rds: defaultDelays,
  route53: { dnsChange: 200, dnsProcessing: 20 },
  organizations: { creating: 200, closing: 200 },
  identityCenter: { assigning: 100 },
};

/**
 * Reads `fast`, `aws`, or `aws/100` (AWS's times divided by 100).
 *
 * @throws {SandboxError} for anything else.
 */
export function parseDelays(text: string): Delays {
  if (text === 'fast') return fast;
  return scale(timesFaster(text));
}

/**
 * By how much AWS's times are divided: 100 for `aws/100`. `fast` waits less and lets as much be done in a second as AWS.
 *
 * @throws {SandboxError} as `parseDelays`.
 */
export function timesFaster(text: string): number {
  if (text === 'fast') return 1;
  const divisor = /^aws(?:\/(\d+))?$/.exec(text);
  if (divisor === null || divisor[1] === '0') {
    throw new SandboxError(
      `"${text}" is no speed of the sandbox: it is neither "fast" nor "aws" nor a fraction like "aws/100". Use one of them.`,
      'invalid',
    );
  }
  return Number(divisor[1] ?? '1');
}

function scale(divisor: number): Delays {
  const { rds, route53, organizations, identityCenter } = aws;
  const shorter = (ms: number) => Math.max(1, Math.round(ms / divisor));
  return {
    rds: {
      creating: shorter(rds.creating),
      backingUp: shorter(rds.backingUp),
      modifying: shorter(rds.modifying),
      deleting: shorter(rds.deleting),
      snapshotCreating: shorter(rds.snapshotCreating),
      copying: shorter(rds.copying),
      restoring: shorter(rds.restoring),
      rebooting: shorter(rds.rebooting),
    },
    route53: { dnsChange: shorter(route53.dnsChange), dnsProcessing: shorter(route53.dnsProcessing) },
    organizations: { creating: shorter(organizations.creating), closing: shorter(organizations.closing) },
    identityCenter: { assigning: shorter(identityCenter.assigning) },
  };
}
