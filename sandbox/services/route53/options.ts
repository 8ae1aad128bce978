/** How long Route 53 takes, in ms. */
export interface Route53Delays {
  /** From the acceptance of a change to its being served. */
  readonly dnsChange: number;
  /** For how long after a change its zone takes no other one. */
  readonly dnsProcessing: number;
}

/** What an account may do and have. */
export interface Route53Quotas {
  /** Requests of all kinds. */
  readonly requestsPerSecond: number;
  readonly hostedZones: number;
  readonly recordsPerZone: number;
}

/** AWS's own. */
export const defaultRoute53Quotas: Route53Quotas = { requestsPerSecond: 5, hostedZones: 500, recordsPerZone: 10_000 };
