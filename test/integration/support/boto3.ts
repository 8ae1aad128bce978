import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { awsVariables } from '../../../sandbox/runtime/environment-variables.js';
import type { SharedSandbox } from './sandbox.js';
import { sandboxVenv } from './sandbox-venv.js';

const run = promisify(execFile);

/** Whose credentials a script gets, and where it works. */
export interface Boto3Options {
  readonly account: string;
  readonly role?: string;
  readonly region?: string;
  /** Overrides variables, for example credentials. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs a Python script with boto3, a client that nobody here wrote, and returns what it passes to `answer(...)`, one
 * element a call. `client(service)` makes a client; `code_of(call)` runs a call and returns its error code, or `'ok'`.
 */
export async function boto3(sandbox: SharedSandbox, options: Boto3Options, script: string): Promise<unknown[]> {
  const { account, role, region = 'us-east-1', environment } = options;
  const credentials = await sandbox.client.credentials(account, role);
  const variables = { ...awsVariables(sandbox.description, credentials, region), ...environment };
  const { stdout } = await run(join(sandboxVenv(), 'bin', 'python'), ['-c', prelude + script], {
    env: { PATH: process.env['PATH'] ?? '', AWS_MAX_ATTEMPTS: '1', ...variables },
    timeout: 60_000,
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

const prelude = `
import boto3, botocore.session, json, time
from botocore.exceptions import ClientError
models = botocore.session.get_session().get_component('data_loader')
def session_of_its_own():
    own = botocore.session.get_session()
    own.register_component('data_loader', models) # reading a service's model takes a second
    return own
boto3.setup_default_session(botocore_session=session_of_its_own())
def client(service, **options): return boto3.client(service, **options)
def session(credentials):
    return boto3.Session(botocore_session=session_of_its_own(), aws_access_key_id=credentials['AccessKeyId'], aws_secret_access_key=credentials['SecretAccessKey'],
        aws_session_token=credentials.get('SessionToken'))
def answer(value): print(json.dumps(value, default=str))
def code_of(call):
    try:
        call()
        return 'ok'
    except ClientError as error:
        return error.response['Error']['Code']
`;
