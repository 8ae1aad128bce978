import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DnsServer } from '../dns/server.js';
import { AccessKeys } from '../gateway/access-keys.js';
import type { Service } from '../gateway/contract.js';
import { Faults } from '../gateway/faults/faults.js';
import { Gateway } from '../gateway/gateway.js';
import { Moto } from '../gateway/moto.js';
import { Recorder } from '../gateway/recorder.js';
import { makeAccessRole } from '../organization/access-role.js';
import { Accounts, seededAccounts } from '../organization/accounts.js';
import { Places } from '../organization/places.js';
import { seedOrganization, type SeedContext } from '../organization/seed.js';
import { seedDatabases } from '../organization/seed-databases.js';
import { stateBucket } from '../organization/state-bucket.js';
import { createRdsEngine, type RdsEngine } from '../rds/engine.js';
import { BudgetsService } from '../services/budgets.js';
import { Assignments } from '../services/identity-center/assignments.js';
import { IdentityCenterService, IdentityStoreService } from '../services/identity-center/services.js';
import { KmsService } from '../services/kms.js';
import { MasterSecrets } from '../services/master-secrets.js';
import { Organization } from '../services/organizations/organization.js';
import { OrganizationsService } from '../services/organizations/service.js';
import { Changes } from '../services/route53/changes.js';
import { route53Shape } from '../services/route53/routes.js';
import { Route53Service } from '../services/route53/service.js';
import { ZoneStore } from '../services/route53/zone-store.js';
import { SecretsManagerService } from '../services/secrets-manager.js';
import { SecurityGroups } from '../services/security-groups.js';
import { SessionPolicies } from '../services/session-policies.js';
import { StsService } from '../services/sts.js';
import { Subnets } from '../services/subnets.js';
import { VpcEndpointsService } from '../services/vpc-endpoints.js';
import { Vpcs } from '../services/vpcs.js';
import { AccessControl } from './access-control.js';
import type { Delays } from './delays.js';
import { startMoto } from './moto-server.js';
import type { Quotas } from './quotas.js';
import type { Releases } from './releases.js';

/** The sandbox's AWS: gateway, services, name server and the organisation in it. */
export interface AwsSide {
  readonly gateway: Gateway;
  readonly recorder: Recorder;
  readonly faults: Faults;
  readonly accessKeys: AccessKeys;
  readonly moto: Moto;
  readonly rds: RdsEngine;
  /** `127.41.0.1:41053` */
  readonly dnsServer: string;
  /** What more accounts are made with. */
  readonly seed: SeedContext;
}

/** What AWS's side is started with. */
export interface AwsSideOptions {
  /** The sandbox's network, `127.41`. */
  readonly prefix: string;
  readonly venv: string;
  readonly directory: string;
  /** Outlives the sandbox. */
  readonly cacheDirectory: string;
  readonly delays: Delays;
  readonly quotas: Quotas;
  /** MB of production's databases; 0 for none. */
  readonly seedSize: number;
  /** Takes what must be ended again, at once when it has been started. */
  readonly releases: Releases;
  readonly onProgress: (line: string) => void;
}

/** Starts AWS's side and fills the organisation. */
export async function startAwsSide(options: AwsSideOptions): Promise<AwsSide> {
  const { prefix, venv, directory, cacheDirectory, delays, quotas, seedSize, releases, onProgress } = options;
  const server = await startMoto(venv, `${prefix}.0.2`, directory, releases);
  const moto = new Moto(server.address);
  releases.add(() => moto.close());

  const zones = new ZoneStore();
  const changes = new Changes(delays.route53);
  releases.add(() => changes.close());
  const dns = new DnsServer(zones);
  const dnsServer = await dns.listen(`${prefix}.0.1`);
  releases.add(() => dns.close());

  const accounts = new Accounts(seededAccounts);
  const accessKeys = new AccessKeys();
  const isClosed = (accountId: string) => accounts.isClosed(accountId);
  const organization = new Organization({
    accounts,
    delays: delays.organizations,
    quotas: quotas.organizations,
    makeAccessRole: (account, roleName) => makeAccessRole(moto, accounts, account, roleName),
  });
  releases.add(() => organization.close());
  const assignments = new Assignments({
    delay: delays.identityCenter.assigning,
    isAccount: (accountId) => accounts.all().some(({ id }) => id === accountId),
  });
  releases.add(() => assignments.close());
  const access = new AccessControl({
    moto,
    accessKeys,
    organization,
    log: (words) => void log(join(directory, 'iam.log'), words),
  });
  const { authorizer, identities } = access;
  const kms = new KmsService(moto, authorizer);
  const places = new Places(prefix);
  const securityGroups = new SecurityGroups(moto, (group) => places.membersOf(group));
  const rds = createRdsEngine({
    stateDirectory: join(directory, 'rds'),
    cacheDirectory,
    venv,
    addressPrefix: prefix,
    keys: kms,
    securityGroups,
    subnets: new Subnets(moto),
    secrets: new MasterSecrets(moto),
    dns,
    caFile: join(directory, 'database-ca.pem'),
    delays: delays.rds,
    quotas: quotas.rds,
    log: (message) => void log(join(directory, 'rds.log'), message),
  });
  releases.add(() => rds.close());
  const route53 = new Route53Service({ zones, changes, vpcs: new Vpcs(moto) }, quotas.route53);
  const services: readonly Service[] = [
    new StsService({ moto, accessKeys, authorizer, sessionPolicies: new SessionPolicies(identities), isClosed }),
    kms,
    rds,
    route53,
    new SecretsManagerService(moto),
    new OrganizationsService(organization),
    new BudgetsService(moto),
    new VpcEndpointsService(moto),
    new IdentityCenterService(assignments, accounts.only('management').id),
    new IdentityStoreService(accounts.only('management').id),
  ];

  const recorder = new Recorder(join(directory, 'calls.jsonl'));
  releases.add(() => recorder.close());
  const faults = new Faults((accessKeyId) => accessKeys.expire(accessKeyId));
  releases.add(() => void faults.remove());
  const gateway = new Gateway({
    authenticator: { accessKeys, isClosed },
    guard: access.guard(kms, rds),
    moto,
    recorder,
    faults,
    services: new Map(services.map((service) => [service.name, service])),
    restShapes: { route53: route53Shape },
    onPassed: (call) => access.noteDone(call),
    onInternalError: (error) => void log(join(directory, 'gateway.log'), error),
  });

  access.buckets.remember(stateBucket, accounts.only('builder').id);
  const iamChanged = (accountId: string) => identities.forget(accountId);
  const seed = { accounts, places, moto, kms, rds, route53, organization, iamChanged };
  onProgress('filling the organisation');
  await seedOrganization(seed);
  if (seedSize > 0) await seedDatabases({ rds, securityGroups, venv, size: seedSize, cacheDirectory, onProgress });
  return { gateway, recorder, faults, accessKeys, moto, rds, dnsServer, seed };
}

async function log(file: string, event: unknown): Promise<void> {
  const words = event instanceof Error ? (event.stack ?? event.message) : String(event);
  await appendFile(file, `${new Date().toISOString()} ${words}\n`).catch(() => undefined);
}
