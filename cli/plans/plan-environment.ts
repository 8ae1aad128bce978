import { createAwsAccess } from '../../activities/aws/access.js';
import { awsErrorCode } from '../../activities/aws/error-names.js';
import { createDirectory } from '../../activities/accounts/directory.js';
import { findEnvironmentAccount } from '../../activities/accounts/find-account.js';
import { withAccount } from '../../activities/fleet/with-account.js';
import { previewStack, type StackPreview } from '../../activities/terraform/preview-stack.js';
import { Slots } from '../../activities/terraform/slots.js';
import { createStateBucket } from '../../activities/terraform/state-bucket.js';
import { isApplied } from '../../activities/terraform/synthesize-stacks.js';
import type { Settings } from '../../config/settings.js';
import { readRole } from '../../domain/built-in.js';
import { BacklotError } from '../../domain/errors.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import { stacksOf, type Blueprints } from '../../templates/blueprints/stacks-of.js';
import { synthesizeStack } from '../../templates/synth/synthesize-stack.js';
import { accountSettings } from '../../workers/account-settings.js';
import { sourceGuardOf } from '../../workers/dependencies.js';
import { terraformSettings } from '../../workers/terraform-settings.js';
import type { PersonalIdentity } from '../person/personal-identity.js';
import { chooseStacks } from '../stacks/choose-stacks.js';
import type { StackTarget } from '../stacks/stack-target.js';

/** A stack with what came of its plan. */
export interface PlannedStack {
  readonly name: string;
  readonly preview: StackPreview;
}

/** What a plan on a laptop works with. */
export interface PlanOptions {
  readonly settings: Settings;
  readonly person: PersonalIdentity;
  readonly colour: boolean;
  /** Gets Terraform's own words when it fails. */
  readonly tell: (text: string) => void;
  /** Aborted to interrupt Terraform. */
  readonly signal: AbortSignal;
}

/**
 * Plans an environment's stacks in the order in which they are applied, several at a time, and gives each when it is
 * planned. Everything is looked at as BacklotRead; nothing is locked or stored.
 *
 * @throws {BacklotError} as {@link previewStack} does, and `NotFound` when the environment has no account yet.
 */
export async function* planEnvironment(
  { fleet, blueprints }: { readonly fleet: Fleet; readonly blueprints: Blueprints },
  { environment, stack: wanted }: StackTarget,
  { settings, person, colour, tell, signal }: PlanOptions,
): AsyncGenerator<PlannedStack> {
  const { organization } = fleet;
  const { state, builder } = organization;
  const aws = createAwsAccess({
    base: person,
    ...(settings.awsEndpoint === undefined ? {} : { endpoint: settings.awsEndpoint }),
    sourceGuard: sourceGuardOf(organization),
  });
  const accountId = await refusable(environment, () => accountOf(fleet, environment, settings, aws));
  const made = stacksOf(withAccount(fleet, environment, accountId), blueprints, environment);
  const stacks = chooseStacks(made, wanted).filter(({ target }) => isApplied(target.role));
  const terraform = {
    ...terraformSettings(organization, settings, person),
    reader: { role: readRole, stateAccount: builder.account },
  };
  const bucket = createStateBucket(
    aws.s3({ account: builder.account, region: state.region, role: readRole }),
    organization.state,
  );
  const stop = new AbortController();
  const context = {
    settings: terraform,
    slots: new Slots(terraform.concurrent),
    signal: AbortSignal.any([signal, stop.signal]),
    bucket,
    colour,
    keepText: (text: string) => {
      tell(text.trim());
      return Promise.resolve('Terraform’s own words are above.');
    },
  };
  let failure: unknown;
  const running = stacks.map((stack) => {
    const { name, imports } = stack;
    const preview = refusable(environment, () =>
      previewStack(context, { name, imports, configuration: synthesizeStack(stack).json }),
    );
    preview.catch((error: unknown) => {
      failure ??= error;
      stop.abort();
    });
    return { name, preview };
  });
  try {
    for (const { name, preview } of running) yield { name, preview: await preview };
  } catch (error) {
    // What ended the others, and not that they were ended.
    throw failure ?? error;
  } finally {
    stop.abort();
    await Promise.allSettled(running.map(({ preview }) => preview));
  }
}

/** The number in the account file, else that of the account which carries the environment's tag. */
async function accountOf(
  fleet: Fleet,
  environment: string,
  settings: Settings,
  aws: ReturnType<typeof createAwsAccess>,
): Promise<string> {
  const named = fleet.accounts[environment]?.accountId;
  if (named !== undefined) return named;
  const accounts = accountSettings(fleet.organization, settings);
  const directory = createDirectory(aws, { management: { ...accounts.management, role: readRole } });
  const { account } = await findEnvironmentAccount(directory, accounts, environment, undefined);
  if (account !== undefined) return account.accountId;
  throw new BacklotError(
    'NotFound',
    `${environment} has no account yet: its file names none, and none of the organisation carries its tag. A plan looks ` +
      `into the account, so nothing was planned. See what the stacks would hold with backlot synth ${environment} -o out, ` +
      `or make the account with backlot spawn ${environment}.`,
  );
}

/** Says whom to ask when AWS refuses something. */
async function refusable<T>(environment: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isRefusal =
      error instanceof BacklotError ? error.code === 'AccessDenied' : awsErrorCode(error) === 'AccessDenied';
    if (!isRefusal || !(error instanceof Error)) throw error;
    throw new BacklotError(
      'AccessDenied',
      `${error.message} A plan looks at everything as ${readRole}, and it, or you, may not do this. Have your ARN named ` +
        `under \`readers\` in organization.yaml and the stacks ${environment}.roles and builder.roles applied as they are ` +
        'now; for what a blueprint of your own makes, say what is read under its `reads`.',
    );
  }
}
