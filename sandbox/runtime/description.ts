import type { AccountKind } from '../organization/accounts.js';

/** An account as it is told to users and tests. */
export interface AccountDescription {
  readonly id: string;
  readonly name: string;
  readonly kind: AccountKind;
  readonly regions: readonly string[];
}

/** Everything about a running sandbox that somebody outside of its process needs. Kept in `sandbox.json`. */
export interface SandboxDescription {
  readonly name: string;
  /** The run directory. */
  readonly directory: string;
  /** The process that hosts the sandbox. */
  readonly pid: number;
  readonly startedAt: string;
  /** The AWS endpoint. */
  readonly endpoint: string;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly uiAddress: string;
  /** `127.41.0.1:41053` */
  readonly dnsServer: string;
  /** The virtual environment with the server programs. */
  readonly venv: string;
  /** The certificate authority of the database instances. */
  readonly databaseCaFile: string;
  /** JSON: `accessKeyId`, `secretAccessKey`, `accountId` of the builder's base identity. */
  readonly baseCredentialsFile: string;
  readonly accounts: readonly AccountDescription[];
  /** Source addresses by place: `intruder`, `production-app`, `qa1-client`, … */
  readonly places: Readonly<Record<string, string>>;
  /** Source addresses by data queue. */
  readonly sourceAddresses: Readonly<Record<string, string>>;
}

/** Short-lived credentials of a role session. */
export interface SandboxCredentials {
  readonly accountId: string;
  readonly roleName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** ISO 8601. */
  readonly expiration: string;
}
