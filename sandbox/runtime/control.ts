import type { Answer } from '../gateway/answer.js';
import type { RawRequest } from '../gateway/aws-request.js';
import type { ConnectionAttempt } from '../postgres/front/connection-log.js';
import type { CallFilter, RecordedCall } from '../gateway/recorder.js';
import type { AccountDescription, SandboxCredentials, SandboxDescription } from './description.js';
import { SandboxError } from './sandbox-error.js';

/** Where a database instance is. */
export interface InstancePlace {
  /** The account's name or number. */
  readonly account: string;
  readonly region: string;
  readonly instance: string;
}

/** What can be asked of a running sandbox over HTTP, beside AWS's APIs. */
export interface SandboxControl {
  describe(): SandboxDescription;
  calls(filter: CallFilter): readonly RecordedCall[];
  /** @throws {SandboxError} for an unknown account or role. */
  credentials(account: string, role: string | undefined): Promise<SandboxCredentials>;
  /** Who tried to connect to an instance, refused attempts included, oldest first. */
  connections(instance: InstancePlace): readonly ConnectionAttempt[];
  /** Takes an automated snapshot now and returns its name when it is available. */
  takeAutomatedSnapshot(instance: InstancePlace): Promise<string>;
  /** Answers a request under `/_sandbox/faults`. */
  faults(request: RawRequest): unknown;
  /** @throws {SandboxError} for a name that is taken or has no proper form. */
  addEnvironment(name: string, regions: readonly string[] | undefined): Promise<AccountDescription>;
}

/** Answers the requests under `/_sandbox/`. */
export async function answerControl(control: SandboxControl, request: RawRequest): Promise<Answer> {
  try {
    const result = await dispatch(control, request);
    return result === undefined ? json(404, { message: `There is no ${request.path}.` }) : json(200, result);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return json(error instanceof SandboxError ? 400 : 500, { message });
  }
}

async function dispatch(control: SandboxControl, request: RawRequest): Promise<unknown> {
  const { query } = request;
  switch (`${request.method} ${request.path}`) {
    case 'GET /_sandbox/description':
      return control.describe();
    case 'GET /_sandbox/calls':
      return control.calls(filterOf(query));
    case 'GET /_sandbox/credentials':
      return await control.credentials(query.get('account') ?? '', query.get('role') ?? undefined);
    case 'GET /_sandbox/connections':
      return control.connections(instanceOf(query));
    case 'POST /_sandbox/automated-snapshots':
      return await control.takeAutomatedSnapshot(instanceOf(query));
    case 'POST /_sandbox/environments': {
      const { name, regions } = JSON.parse(request.body.toString('utf8')) as { name?: unknown; regions?: unknown };
      return await control.addEnvironment(String(name), Array.isArray(regions) ? regions.map(String) : undefined);
    }
    default:
      return request.path.startsWith('/_sandbox/faults') ? control.faults(request) : undefined;
  }
}

function instanceOf(query: URLSearchParams): InstancePlace {
  return {
    account: query.get('account') ?? '',
    region: query.get('region') ?? 'us-east-1',
    instance: query.get('instance') ?? '',
  };
}

function filterOf(query: URLSearchParams): CallFilter {
  const exact = ['account', 'role', 'service', 'action', 'region', 'result', 'since'] as const;
  const given = exact.flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const mutating = query.get('mutating');
  return { ...Object.fromEntries(given), ...(mutating === null ? {} : { mutating: mutating === 'true' }) };
}

function json(status: number, value: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
