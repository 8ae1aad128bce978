/**
 * What the gateway hands to a service that it answers itself, and what it expects back. A service knows nothing of
 * HTTP, signatures or wire formats: it gets decoded parameters and returns a plain value.
 */

/** Who is calling, as found from the access key that signed the request. */
export interface Caller {
  /** Twelve digits. */
  readonly accountId: string;
  /** `arn:aws:iam::…:root` or `arn:aws:sts::…:assumed-role/ROLE/SESSION`. */
  readonly arn: string;
  /** The role's name when the caller is a role session. */
  readonly roleName?: string;
  readonly accessKeyId: string;
}

/** A decoded parameter tree: AWS's own member names; lists are arrays, `N.member`/`entry` wrappers are gone. */
export type Parameters = Readonly<Record<string, unknown>>;

/**
 * What becomes of the work that a call starts in the background: it begins when this resolves, and fails when it
 * rejects. The signal gives the work up.
 */
export type Fate = (signal: AbortSignal) => Promise<void>;

/** One call, decoded. */
export interface AwsCall {
  /** The request id, returned to the caller and recorded. */
  readonly requestId: string;
  readonly service: string;
  readonly action: string;
  readonly region: string;
  readonly caller: Caller;
  /** The address that the call came from. */
  readonly sourceIp?: string;
  readonly parameters: Parameters;
  /** Set when a fault is injected into what the call starts. */
  readonly fate?: Fate;
  /** Set when a fault shortens the session that the call issues. */
  readonly sessionMs?: number;
}

/** A service answered by the gateway itself. */
export interface Service {
  /** The signing name: `rds`, `kms`, … */
  readonly name: string;
  /**
   * Answers one call with the members of the action's result (`{ DBInstance: {...} }`).
   *
   * A list is an array; the gateway encodes it with the element name that AWS uses for it, taken from `listElements`.
   * A `Date` becomes ISO 8601. `undefined` members are left out.
   *
   * @throws {AwsError} with AWS's own code and HTTP status.
   */
  handle(call: AwsCall): Promise<Parameters>;
  /** The actions that the service answers; others go on to moto. Without it, the service answers everything. */
  readonly actions?: ReadonlySet<string>;
  /** XML element names of list members by member name, for Query services: `{ DBInstances: 'DBInstance' }`. */
  readonly listElements?: Readonly<Record<string, string>>;
}

/** An error in AWS's words: code and status are those of the real service. */
export class AwsError extends Error {
  override readonly name = 'AwsError';

  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** What some errors of JSON services tell besides, such as a `Reason`. */
    readonly members: Parameters = {},
  ) {
    super(message);
  }
}

/** What KMS answers when another service wants to use a key on behalf of a caller. */
export interface KeyUse {
  /** The key's ARN, aliases resolved. */
  readonly keyArn: string;
  /** True for the account's AWS-managed default key (`alias/aws/rds`), which no other account can ever use. */
  readonly awsManaged: boolean;
}

/** What RDS wants a key for: to read what it encrypted, or to encrypt something new under it. */
export type KeyUsePurpose = 'read' | 'write';

/** The key decisions that RDS needs: exists, enabled, and usable by this caller. */
export interface KeyAuthority {
  /**
   * Resolves a key id, ARN or alias as `caller` names it and checks that the caller may use it through RDS for a
   * purpose, and let RDS give itself a grant on it.
   *
   * @throws {AwsError} `KMSKeyNotAccessibleFault` when missing, disabled, pending deletion or not allowed.
   */
  authorize(caller: Caller, region: string, key: string, purpose: KeyUsePurpose): Promise<KeyUse>;
  /** The ARN of the account's default RDS key in the region, created on first use. */
  defaultKey(accountId: string, region: string): Promise<KeyUse>;
}

/** Which loopback addresses the rules of the given security groups let in on a port. */
export interface SecurityGroupAuthority {
  /**
   * Returns CIDR blocks such as `127.41.3.10/32`.
   *
   * @throws {AwsError} `InvalidParameterValue` when a group does not exist in the account and region.
   */
  ingress(accountId: string, region: string, groupIds: readonly string[], port: number): Promise<string[]>;
  /** The VPC's default security group, used when a call names none. */
  defaultGroup(accountId: string, region: string): Promise<string>;
}

/** The part of the sandbox's DNS server that services write to. */
export interface NameServer {
  /** Makes `name` (no trailing dot) answer with an A record of `address`, replacing an earlier one. */
  setAddress(name: string, address: string): void;
  removeAddress(name: string): void;
}
