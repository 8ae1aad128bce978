import { isIP } from 'node:net';
import { z } from 'zod';
import { durationSchema } from '../domain/fleet/value-schemas.js';

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);

/** JSON in a variable; what is inside is checked by the schema behind it. */
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'it is not JSON' });
    return z.NEVER;
  }
});

const address = z.string().refine((text) => isIP(text) !== 0, 'it is not an IP address');
const dnsServer = z.string().refine(isDnsServer, 'one of them is not an IP address with an optional port');
const endpoint = z.url({ protocol: /^https?$/, error: 'it is not an http or https URL' });

const timings = z.strictObject({
  snapshot: durationSchema.optional(),
  instance: durationSchema.optional(),
  dns: durationSchema.optional(),
  lease: durationSchema.optional(),
  heartbeat: durationSchema.optional(),
  sticky: durationSchema.optional(),
});

/** Every variable that Backlot reads, under its own name. */
export const settingsSchema = z.object({
  BACKLOT_FLEET: z.string().optional().describe('the fleet directory; the working directory by default'),
  BACKLOT_AWS_ENDPOINT: endpoint.optional().describe('the URL that answers as AWS, for sandbox fleets only'),
  BACKLOT_BASE_CREDENTIALS_FILE: z
    .string()
    .optional()
    .describe('a JSON file with the base identity in the builder account: accessKeyId, secretAccessKey, accountId'),
  BACKLOT_DNS_SERVERS: list
    .pipe(z.array(dnsServer))
    .optional()
    .describe('addresses of the DNS servers that know the environments’ zones, separated by commas'),
  BACKLOT_SOURCE_ADDRESSES: json
    .pipe(z.record(z.string(), address))
    .optional()
    .describe(
      'a JSON object from data queue, or backlot-data/* for all others, to the address that SQL connections come from',
    ),
  BACKLOT_DATABASE_CA: z.string().optional().describe('a PEM file with the certificate authority of the databases'),
  BACKLOT_POLL_INTERVAL: durationSchema.optional().describe('how often anything slow is looked at, such as 15s'),
  BACKLOT_TIMINGS: json
    .pipe(timings)
    .optional()
    .describe('a JSON object with times for single things: snapshot, instance, dns, lease, heartbeat, sticky'),
  BACKLOT_QUEUES: list
    .pipe(
      z.array(z.string().regex(/^backlot(?:-[a-z]+)?(?:\/[a-z0-9-]+)*$/, 'one of them is no task queue of Backlot')),
    )
    .optional()
    .describe('the task queues that a worker serves, separated by commas'),
  BACKLOT_TERRAFORM: z.string().optional().describe('the program that plans and applies: terraform, tofu, or a path'),
  BACKLOT_TERRAFORM_MIRROR: z
    .string()
    .optional()
    .describe('a directory laid out as a filesystem mirror of Terraform’s providers'),
  BACKLOT_TERRAFORM_RUNS: z.coerce
    .number('it is not a number')
    .int('it is not a whole number')
    .min(1, 'it is less than 1')
    .optional()
    .describe('how many runs of Terraform a worker may have at once'),
  BACKLOT_WORKER_INTERCEPTORS: list
    .optional()
    .describe('modules with activity interceptors that a worker loads, separated by commas; sandbox fleets only'),
});

function isDnsServer(text: string): boolean {
  if (isIP(text) !== 0) return true;
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  return match !== null && isIP(match[1] ?? match[2] ?? '') !== 0 && port > 0 && port < 65_536;
}
