import { randomUUID } from 'node:crypto';
import type { Service } from '../gateway/contract.js';
import type { Account } from './accounts.js';
import { rootOf } from './root-of.js';

/** The organisation's domain. */
export const parentZone = 'acme.example';

/** Makes the hosted zone of an account: the parent in the DNS account, a private one in each environment. */
export async function seedZone(route53: Service, account: Account): Promise<void> {
  if (account.kind !== 'dns' && account.kind !== 'environment') return;
  const isPrivate = account.kind === 'environment';
  await route53.handle({
    requestId: randomUUID(),
    service: 'route53',
    action: 'CreateHostedZone',
    region: 'us-east-1',
    caller: rootOf(account),
    parameters: {
      Name: isPrivate ? `${account.name}.${parentZone}` : parentZone,
      CallerReference: `sandbox-${account.name}`,
      HostedZoneConfig: { PrivateZone: String(isPrivate), Comment: `${account.name} of the sandbox` },
    },
  });
}
