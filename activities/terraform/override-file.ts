/** The part of a configuration that is overridden. */
interface Configuration {
  readonly terraform?: { readonly backend?: Readonly<Record<string, object>> };
  readonly provider?: Readonly<Record<string, readonly ProviderBlock[]>>;
}

interface ProviderBlock {
  readonly alias?: string;
  readonly assume_role?: readonly { readonly role_arn: string }[];
}

/** What a run changes in a stack's configuration. */
export interface Override {
  /** The URL that answers as AWS. */
  readonly endpoint?: string | undefined;
  /** Set where nothing may be changed. */
  readonly reader?: Reader | undefined;
}

/** Who looks at stacks without being able to change anything. */
export interface Reader {
  /** The role that every provider becomes, in its own account, and that reads the states. */
  readonly role: string;
  /** The account of the state bucket. */
  readonly stateAccount: string;
}

/** Terraform reads it after all other files, and what it says goes before what they say. */
export const overrideFile = 'backlot_override.tf.json';

/**
 * Renders what a run changes in a configuration; `undefined` when that is nothing. An endpoint of one's own gets the state
 * too, and has its buckets named in the path; providers take the endpoint itself from their environment: it would have to
 * be said for every service here. A reader takes the place of the roles that could change something.
 *
 * An override replaces a backend as a whole, and a provider member by member.
 */
export function renderOverride(configuration: string, { endpoint, reader }: Override): string | undefined {
  if (endpoint === undefined && reader === undefined) return undefined;
  const { terraform, provider = {} } = JSON.parse(configuration) as Configuration;
  const s3 = terraform?.backend?.['s3'];
  const backend = {
    ...s3,
    ...(endpoint !== undefined && {
      endpoints: { s3: endpoint, sts: endpoint, iam: endpoint },
      use_path_style: true,
    }),
    ...(reader !== undefined && {
      assume_role: {
        role_arn: `arn:aws:iam::${reader.stateAccount}:role/${reader.role}`,
        session_name: 'backlot-state',
      },
    }),
  };
  const providers = (provider['aws'] ?? []).map(({ alias, assume_role: sessions }) => ({
    ...(alias === undefined ? {} : { alias }),
    ...(endpoint !== undefined && { s3_use_path_style: true }),
    ...(reader !== undefined && sessions !== undefined && { assume_role: sessions.map(becomes(reader.role)) }),
  }));
  return JSON.stringify({
    ...(s3 && { terraform: { backend: { s3: backend } } }),
    ...(providers.length > 0 && { provider: { aws: providers } }),
  });
}

/** The same session of another role of the same account. */
function becomes(role: string) {
  return <Session extends { readonly role_arn: string }>(session: Session): Session => ({
    ...session,
    role_arn: session.role_arn.replace(/:role\/.*$/, `:role/${role}`),
  });
}
