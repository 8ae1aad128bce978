import { stateKey } from '../domain/stacks/state-keys.js';
import { tagsOf } from '../domain/tags.js';
import { AwsProvider, Construct, LocalBackend, S3Backend, TerraformStack, TerraformVariable, Token } from './cdktf.js';
import { roleArn } from './policies/arns.js';

/** Where a stack's Terraform state is kept. */
export interface StateStore {
  readonly bucket: string;
  readonly region: string;
  /** The alias of the key that encrypts the bucket. */
  readonly kmsKey: string;
  /** The account that holds the bucket. */
  readonly accountId: string;
}

/** The one account and region that a stack is made in, and as whom. */
export interface StackTarget {
  readonly environment: string;
  /** Left out for an account that is still to be made: it is a variable then. */
  readonly accountId?: string;
  readonly region: string;
  /** The role that Terraform becomes; left out where a person applies the stack with credentials of their own. */
  readonly role?: string;
  /** Left out where the state is kept beside the configuration. */
  readonly state?: StateStore;
}

/** The variable that stands for the number of an account that is still to be made. */
export const accountVariable = 'accountId';

/** Terraform 1.11 has the native lock of the S3 backend and write-only arguments. */
const terraformVersions = '>= 1.11.0, < 2.0.0';

/**
 * The base of every stack. Invariants:
 * 1. Every provider names its account (`allowed_account_ids`), its region and the role that it becomes; files and the
 *    metadata service are never asked for credentials.
 * 2. Everything carries the environment and the stack as tags.
 * 3. The state lies encrypted in the fleet's bucket, under the stack's own name, with Terraform's own lock.
 * 4. Stacks refer to each other by variables and outputs, never by reading each other's state.
 */
export class BacklotStack extends TerraformStack {
  readonly region: string;
  /** The account's number, or the reference to the variable that holds it. */
  readonly accountId: string;
  private readonly own: AwsProvider;
  private readonly providers = new Map<string, AwsProvider>();
  private readonly variables = new Construct(this, 'variables');

  constructor(
    name: string,
    private readonly target: StackTarget,
  ) {
    // A stack stands alone: CDKTF's App would read the environment and write directories.
    super(new Construct(undefined as unknown as Construct, ''), name);
    this.region = target.region;
    this.accountId = target.accountId ?? this.accountVariable();
    this.addOverride('terraform.required_version', terraformVersions);
    if (target.state) this.keepStateIn(target.state);
    // Left to itself, CDKTF would name a file in the working directory of whoever synthesises.
    else new LocalBackend(this, { path: 'terraform.tfstate' });
    this.own = this.provider('aws', { accountId: this.accountId, region: target.region, role: target.role });
  }

  /** The provider for another region of the same account. */
  providerIn(region: string): AwsProvider {
    if (region === this.region) return this.own;
    return this.provider(`aws-${region}`, { accountId: this.accountId, region, role: this.target.role });
  }

  /** A provider for another account, which becomes a role there. */
  providerOf(alias: string, account: { readonly accountId: string; readonly role: string }): AwsProvider {
    return this.provider(alias, { ...account, region: this.region });
  }

  /** Adds a variable without a default. Its name is its own: a resource may have the same. */
  addVariable(name: string, type: string, description: string): TerraformVariable {
    const variable = new TerraformVariable(this.variables, name, { type, nullable: false, description });
    variable.overrideLogicalId(name);
    return variable;
  }

  private provider(
    id: string,
    { accountId, region, role }: { accountId: string; region: string; role?: string | undefined },
  ): AwsProvider {
    const known = this.providers.get(id);
    if (known) return known;
    const provider = new AwsProvider(this, id, {
      ...(id === 'aws' ? {} : { alias: id }),
      region,
      allowedAccountIds: [accountId],
      defaultTags: [{ tags: tagsOf({ environment: this.target.environment, stack: this.node.id }) }],
      ...(role === undefined
        ? {}
        : { ...noFiles, skipMetadataApiCheck: 'true', assumeRole: [this.session(accountId, role)] }),
    });
    this.providers.set(id, provider);
    return provider;
  }

  private session(accountId: string, role: string): { roleArn: string; sessionName: string } {
    return { roleArn: roleArn(accountId, role), sessionName: `backlot-${this.node.id}`.slice(0, 64) };
  }

  private accountVariable(): string {
    const description = `The number of the account of ${this.target.environment}.`;
    return Token.asString(this.addVariable(accountVariable, 'string', description).value);
  }

  private keepStateIn({ bucket, region, kmsKey, accountId }: StateStore): void {
    new S3Backend(this, {
      bucket,
      region,
      key: stateKey(this.target.environment, this.node.id),
      encrypt: true,
      kmsKeyId: `arn:aws:kms:${region}:${accountId}:${kmsKey}`,
      allowedAccountIds: [accountId],
      ...(this.target.role === undefined ? {} : { ...noFiles, skipMetadataApiCheck: true }),
    });
    // CDKTF 0.21 does not know the native lock yet.
    this.addOverride('terraform.backend.s3.use_lockfile', true);
  }
}

/** Profiles of whoever runs Terraform are not asked. Variables of its process cannot be switched off here. */
const noFiles = { sharedConfigFiles: ['/dev/null'], sharedCredentialsFiles: ['/dev/null'] };
