import type { KeyAuthority, NameServer, SecurityGroupAuthority } from '../gateway/contract.js';
import type { Place } from './records.js';

/** How long each transition takes at least, in ms. Work that takes longer takes longer. */
export interface RdsDelays {
  readonly creating: number;
  readonly backingUp: number;
  readonly modifying: number;
  readonly deleting: number;
  readonly snapshotCreating: number;
  readonly copying: number;
  readonly restoring: number;
  readonly rebooting: number;
}

/** What an account may have in one region. */
export interface RdsQuotas {
  readonly instances: number;
  readonly manualSnapshots: number;
  readonly sharedAccountsPerSnapshot: number;
  readonly copiesInProgress: number;
  readonly subnetGroups: number;
  readonly parameterGroups: number;
  /** GiB */
  readonly allocatedStorage: number;
}

/** Where subnets lie; without it a subnet group believes what it is told. */
export interface SubnetDirectory {
  /**
   * Returns the VPC and zone of each subnet.
   *
   * @throws {AwsError} `InvalidSubnet` when one does not exist.
   */
  describe(
    accountId: string,
    region: string,
    subnetIds: readonly string[],
  ): Promise<readonly { readonly subnetId: string; readonly vpcId: string; readonly zone: string }[]>;
}

/** A login, as it stands in a secret. */
export interface KeptPassword {
  readonly username: string;
  readonly password: string;
}

/** Keeps the passwords of master users that RDS manages; without it `ManageMasterUserPassword` is not offered. */
export interface SecretKeeper {
  create(
    place: Place,
    secret: KeptPassword & { readonly instanceArn: string; readonly kmsKeyId?: string },
  ): Promise<{ readonly arn: string; readonly kmsKeyId: string }>;
  replace(place: Place, secretArn: string, login: KeptPassword): Promise<void>;
  remove(place: Place, secretArn: string): Promise<void>;
}

/** What the engine is made of. */
export interface RdsOptions {
  /** Holds all data directories; the caller removes it after `close`. */
  readonly stateDirectory: string;
  /** Holds the initialised template; may outlive the engine and be shared. By default under `stateDirectory`. */
  readonly cacheDirectory?: string;
  /** The Python virtual environment with the PostgreSQL programs. */
  readonly venv: string;
  /** The first two numbers of the instances' addresses: `127.41` gives them 127.41.16.1 and up. */
  readonly addressPrefix: string;
  readonly keys: KeyAuthority;
  readonly securityGroups: SecurityGroupAuthority;
  readonly subnets?: SubnetDirectory;
  readonly secrets?: SecretKeeper;
  readonly dns: NameServer;
  /** Where to write the certificate of the authority that signs the instances' certificates. */
  readonly caFile?: string;
  readonly delays?: Partial<RdsDelays>;
  readonly quotas?: Partial<RdsQuotas>;
  readonly log?: (message: string) => void;
}

/** Short enough for tests and long enough for every state to be seen. */
export const defaultDelays: RdsDelays = {
  creating: 300,
  backingUp: 100,
  modifying: 200,
  deleting: 100,
  snapshotCreating: 200,
  copying: 200,
  restoring: 300,
  rebooting: 100,
};

/** AWS's own defaults. */
export const defaultQuotas: RdsQuotas = {
  instances: 40,
  manualSnapshots: 100,
  sharedAccountsPerSnapshot: 20,
  copiesInProgress: 20,
  subnetGroups: 50,
  parameterGroups: 50,
  allocatedStorage: 100_000,
};
