import { defaultQuotas, type RdsQuotas } from '../rds/options.js';
import { defaultOrganizationQuotas, type OrganizationQuotas } from '../services/organizations/options.js';
import { defaultRoute53Quotas, type Route53Quotas } from '../services/route53/options.js';
import { SandboxError } from './sandbox-error.js';

/** What the accounts of a sandbox may have and do. */
export interface Quotas {
  readonly rds: RdsQuotas;
  readonly route53: Route53Quotas;
  readonly organizations: OrganizationQuotas;
}

const defaults: Quotas = {
  rds: defaultQuotas,
  route53: defaultRoute53Quotas,
  organizations: defaultOrganizationQuotas,
};

const names: readonly string[] = Object.entries(defaults).flatMap(([service, quotas]) =>
  Object.keys(quotas as object).map((name) => `${service}.${name}`),
);

/**
 * Reads quotas such as `rds.instances=5`; what is not named is as on AWS.
 *
 * @param timesFaster by how much AWS's times are divided: what is allowed in a second is multiplied by it.
 * @throws {SandboxError} for a name that is none, or a value that is no number.
 */
export function parseQuotas(texts: readonly string[], timesFaster: number): Quotas {
  const given = new Map(texts.map(parseQuota));
  return {
    rds: change('rds', defaults.rds, given),
    route53: change('route53', atSpeed(defaults.route53, timesFaster), given),
    organizations: change('organizations', defaults.organizations, given),
  };
}

function atSpeed(quotas: Route53Quotas, timesFaster: number): Route53Quotas {
  return { ...quotas, requestsPerSecond: quotas.requestsPerSecond * timesFaster };
}

function parseQuota(text: string): readonly [name: string, value: number] {
  const [, name = '', value] = /^([\w.]+)=(\d{1,9})$/.exec(text) ?? [];
  if (names.includes(name)) return [name, Number(value)];
  throw new SandboxError(
    `"${text}" is no quota of the sandbox. Write it like "rds.instances=5"; there are ${names.join(', ')}.`,
    'invalid',
  );
}

function change<Of extends object>(service: string, quotas: Of, given: ReadonlyMap<string, number>): Of {
  const own = Object.keys(quotas).flatMap((name) => {
    const value = given.get(`${service}.${name}`);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...quotas, ...Object.fromEntries(own) };
}
