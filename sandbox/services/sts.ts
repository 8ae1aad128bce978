import type { AccessKeys, TemporaryKey } from '../gateway/access-keys.js';
import { AwsError, type AwsCall, type Caller, type Parameters, type Service } from '../gateway/contract.js';
import { notImplemented, type Moto } from '../gateway/moto.js';
import { textMember } from '../gateway/text-member.js';
import type { Authorizer } from '../iam/authorizer.js';
import { parsePolicy } from '../iam/policy.js';
import { findRole, type IamRole } from './iam-roles.js';
import type { SessionPolicies } from './session-policies.js';

const shortestSession = 900;
const longestSession = 43_200;
const longestChainedSession = 3_600;
const longestUserSession = 129_600;

/** What STS needs of the sandbox. */
export interface StsOptions {
  readonly moto: Moto;
  readonly accessKeys: AccessKeys;
  readonly authorizer: Authorizer;
  readonly sessionPolicies: SessionPolicies;
  readonly isClosed: (accountId: string) => boolean;
}

/**
 * STS: sessions are issued for roles that exist, to callers whom their trust policies name and whom their own policies
 * let; they expire, and can be narrowed.
 */
export class StsService implements Service {
  readonly name = 'sts';

  constructor(private readonly options: StsOptions) {}

  async handle(call: AwsCall): Promise<Parameters> {
    switch (call.action) {
      case 'GetCallerIdentity':
        return this.callerIdentity(call.caller);
      case 'AssumeRole':
        return await this.assumeRole(call);
      case 'GetSessionToken':
        return this.sessionToken(call);
      default:
        throw notImplemented('sts', call.action);
    }
  }

  private callerIdentity(caller: Caller): Parameters {
    const userId = this.options.accessKeys.find(caller.accessKeyId)?.userId;
    return { UserId: userId, Account: caller.accountId, Arn: caller.arn };
  }

  private async assumeRole(call: AwsCall): Promise<Parameters> {
    const { caller, parameters } = call;
    const roleArn = textMember(parameters, 'RoleArn') ?? '';
    const sessionName = textMember(parameters, 'RoleSessionName') ?? '';
    if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) throw invalid('roleSessionName', sessionName, '[\\w+=,.@-]{2,64}');
    const role = await this.trustedRole(call, roleArn);
    const accountId = roleArn.split(':')[4] ?? '';
    const policies = await this.options.sessionPolicies.of(accountId, parameters);
    const seconds = duration(parameters.DurationSeconds, role, caller.roleName !== undefined);
    const session = this.options.accessKeys.issueSession({
      accountId,
      roleName: role.name,
      roleId: role.id,
      sessionName,
      durationSeconds: shortened(seconds, call),
      ...(policies === undefined ? {} : { policies }),
    });
    return {
      Credentials: told(session),
      AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.caller.arn },
    };
  }

  /** Sessions of users, who need no permission for them. Root users have none here. */
  private sessionToken(call: AwsCall): Parameters {
    const { caller, parameters } = call;
    const key = this.options.accessKeys.find(caller.accessKeyId);
    if (key === undefined || key.sessionToken !== undefined || caller.arn.endsWith(':root')) {
      throw new AwsError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
    }
    const seconds = Number(parameters.DurationSeconds ?? longestSession);
    if (!Number.isInteger(seconds) || seconds < shortestSession || seconds > longestUserSession) {
      throw invalid(
        'durationSeconds',
        String(seconds),
        `a number between ${shortestSession} and ${longestUserSession}`,
      );
    }
    return { Credentials: told(this.options.accessKeys.issueUserSession(key, shortened(seconds, call))) };
  }

  /** A missing role, a closed account and a trust policy that says no get the same answer: nothing can be probed. */
  private async trustedRole(call: AwsCall, roleArn: string): Promise<IamRole> {
    const { caller, parameters } = call;
    const denied = new AwsError(
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      403,
    );
    const parts = /^arn:aws:iam::(\d{12}):role\/(?:.+\/)?([^/]+)$/.exec(roleArn);
    const [, accountId, roleName] = parts ?? [];
    if (accountId === undefined || roleName === undefined) throw invalid('roleArn', roleArn, 'an IAM role ARN');
    if (caller.arn.endsWith(':root')) {
      throw new AwsError('AccessDenied', 'Roles may not be assumed by root accounts.', 403);
    }
    if (this.options.isClosed(accountId)) throw denied;
    const role = await findRole(this.options.moto, accountId, roleName);
    const trust = parsePolicy(role?.trustPolicy ?? '');
    if (role === undefined || role.arn !== roleArn || trust === undefined) throw denied;
    const verdict = await this.options.authorizer.decide(call, {
      action: 'sts:AssumeRole',
      resource: roleArn,
      side: { accountId, policy: trust, alwaysAsked: true },
      context: {
        'sts:RoleSessionName': textMember(parameters, 'RoleSessionName'),
        'sts:ExternalId': textMember(parameters, 'ExternalId'),
      },
    });
    if (!verdict.allowed) throw denied;
    return role;
  }
}

/** What STS tells of a credential that it has issued. */
function told({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: TemporaryKey): Parameters {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: new Date(expiresAt),
  };
}

function shortened(seconds: number, { sessionMs = Infinity }: AwsCall): number {
  return Math.min(seconds, sessionMs / 1000);
}

function duration(wanted: unknown, role: IamRole, chained: boolean): number {
  const seconds = wanted === undefined ? 3_600 : Number(wanted);
  if (!Number.isInteger(seconds) || seconds < shortestSession || seconds > longestSession) {
    throw invalid('durationSeconds', String(wanted), `a number between ${shortestSession} and ${longestSession}`);
  }
  if (chained && seconds > longestChainedSession) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > role.maxSessionSeconds) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  return seconds;
}

function invalid(member: string, value: string, constraint: string): AwsError {
  return new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}
