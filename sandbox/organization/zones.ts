import { randomUUID } from 'node:crypto';
import type { Parameters, Service } from '../gateway/contract.js';
import type { ZoneVpc } from '../services/route53/zone.js';
import type { Account } from './accounts.js';
import { rootOf } from './root-of.js';

/** The organisation's domain. */
export const parentZone = 'acme.example';

/** Makes the hosted zone of an account: the parent in the DNS account, a private one in each environment's networks. */
export async function seedZone(route53: Service, account: Account, vpcs: readonly ZoneVpc[]): Promise<void> {
  if (account.kind !== 'dns' && account.kind !== 'environment') return;
  const [first, ...more] = account.kind === 'environment' ? vpcs : [];
  const call = async (action: string, parameters: Parameters) =>
    await route53.handle({
      requestId: randomUUID(),
      service: 'route53',
      action,
      region: 'us-east-1',
      caller: rootOf(account),
      parameters,
    });
  const { HostedZone } = await call('CreateHostedZone', {
    Name: account.kind === 'environment' ? `${account.name}.${parentZone}` : parentZone,
    CallerReference: `sandbox-${account.name}`,
    HostedZoneConfig: { Comment: `${account.name} of the sandbox` },
    ...(first === undefined ? {} : { VPC: first }),
  });
  const { Id } = HostedZone as { readonly Id: string };
  for (const VPC of more) await call('AssociateVPCWithHostedZone', { HostedZoneId: Id, VPC });
}
