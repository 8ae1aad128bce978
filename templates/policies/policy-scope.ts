/** An account and the regions that Backlot works in there. */
export interface AccountScope {
  readonly id: string;
  readonly regions: readonly string[];
}

/** One environment, as policies see it. */
export interface EnvironmentScope extends AccountScope {
  readonly name: string;
  /** Its DNS zone: `qa1.acme.example`. */
  readonly zone: string;
  /** ARN of the identity of the worker in its network. */
  readonly worker: string;
}

/** An environment whose account is still to be made, as policies see it. */
export interface AwaitedEnvironment {
  readonly name: string;
  readonly regions: readonly string[];
  /** ARN of the identity of the worker in its network. */
  readonly worker: string;
}

/** What making accounts depends on. */
export interface FactoryScope {
  /** Accounts that never become an environment's, whatever roles they have. */
  readonly protected: readonly string[];
  /** Environments that have no account yet. */
  readonly awaited: readonly AwaitedEnvironment[];
  /** ARN of the identity of the workers that run Terraform. */
  readonly worker: string;
  readonly management: { readonly id: string; readonly role: string };
  readonly dns: { readonly id: string; readonly role: string; readonly parentZone: string };
  /** Left out where nobody is given access to accounts. */
  readonly identityCenter?: IdentityCenterScope;
}

/** What people are given access by, as policies see it: ids, the ends of ARNs. */
export interface IdentityCenterScope {
  readonly instance: string;
  readonly identityStore: string;
  readonly permissionSets: readonly string[];
}

/** Everything that the policies of one organisation depend on. Plain data; a fleet and the sandbox both give it. */
export interface PolicyScope {
  readonly production: AccountScope & {
    /** Identifiers, or patterns with `*`, of the instances that may be copied. */
    readonly sourceInstances: readonly string[];
    /** Whether a point-in-time copy may restore a temporary instance beside its source. */
    readonly temporaryInstances: boolean;
  };
  readonly cleanroom: AccountScope & {
    /** ARN of the identity of the workers next to quarantined databases. */
    readonly worker: string;
  };
  readonly environments: readonly EnvironmentScope[];
  readonly builder: {
    readonly id: string;
    /** ARN of the identity of the workers of the queue `backlot`. */
    readonly mainWorker: string;
    /** ARN of the identity of the workers that run hooks. */
    readonly hookWorker: string;
  };
  /** Left out where no accounts are made. */
  readonly factory?: FactoryScope;
  readonly state: { readonly bucket: string; readonly region: string; readonly kmsKey: string };
  /** ARNs, with `*`, of people who may become BacklotRead. */
  readonly readers?: readonly string[];
}
