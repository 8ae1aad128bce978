/** The part of a configuration that an endpoint of one's own changes. */
interface Configuration {
  readonly terraform?: { readonly backend?: Readonly<Record<string, object>> };
  readonly provider?: Readonly<Record<string, readonly { readonly alias?: string }[]>>;
}

/** Terraform reads it after all other files, and what it says goes before what they say. */
export const overrideFile = 'backlot_override.tf.json';

/**
 * Sends a stack's state to an endpoint of one's own, and lets its buckets be named in the path there. Providers take the
 * endpoint itself from their environment: it would have to be said for every service here.
 *
 * An override replaces a backend as a whole, and a provider member by member.
 */
export function renderOverride(configuration: string, endpoint: string): string {
  const { terraform, provider = {} } = JSON.parse(configuration) as Configuration;
  const s3 = terraform?.backend?.['s3'];
  const providers = (provider['aws'] ?? []).map(({ alias }) => ({
    ...(alias === undefined ? {} : { alias }),
    s3_use_path_style: true,
  }));
  return JSON.stringify({
    ...(s3 && {
      terraform: {
        backend: { s3: { ...s3, endpoints: { s3: endpoint, sts: endpoint, iam: endpoint }, use_path_style: true } },
      },
    }),
    ...(providers.length > 0 && { provider: { aws: providers } }),
  });
}
