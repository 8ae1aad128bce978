import { randomBytes } from 'node:crypto';
import type { Policy } from '../iam/policy.js';
import { makeAccessKeyId } from './access-key-id.js';
import type { Caller } from './contract.js';

/** A credential that the sandbox has issued. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Present for a session only. */
  readonly sessionToken?: string;
  /** Milliseconds since the epoch; long-lived keys have none. */
  readonly expiresAt?: number;
  readonly caller: Caller;
  /** AWS's unique id of the principal, `AROA…:session` for a role session. */
  readonly userId: string;
  /** What a session was narrowed to when it was assumed. */
  readonly sessionPolicies?: readonly Policy[];
}

/** A credential that ends. */
export type TemporaryKey = AccessKey & Required<Pick<AccessKey, 'sessionToken' | 'expiresAt'>>;

/** What a role session is for. */
export interface SessionRequest {
  readonly accountId: string;
  readonly roleName: string;
  /** The role's unique id, `AROA…`. */
  readonly roleId: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly policies?: readonly Policy[];
}

/** The table of every credential that works in this sandbox. A key that is not in it belongs to nobody. */
export class AccessKeys {
  private readonly keys = new Map<string, AccessKey>();

  /** Issues a key pair that does not expire, for a user or an account's root. */
  issueLongLived(accountId: string, arn: string, userId: string): AccessKey {
    const accessKeyId = makeAccessKeyId('AKIA', accountId);
    return this.remember({
      accessKeyId,
      secretAccessKey: secret(30),
      caller: { accountId, arn, accessKeyId },
      userId,
    });
  }

  /** Issues the credentials of a role session. */
  issueSession(request: SessionRequest): TemporaryKey {
    const { accountId, roleName, sessionName } = request;
    const accessKeyId = makeAccessKeyId('ASIA', accountId);
    const key = {
      ...temporary(request.durationSeconds),
      accessKeyId,
      caller: {
        accountId,
        arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
        roleName,
        accessKeyId,
      },
      userId: `${request.roleId}:${sessionName}`,
      ...(request.policies === undefined ? {} : { sessionPolicies: request.policies }),
    };
    this.remember(key);
    return key;
  }

  /** Issues a session of a user, who stays the caller. */
  issueUserSession({ caller, userId }: AccessKey, durationSeconds: number): TemporaryKey {
    const accessKeyId = makeAccessKeyId('ASIA', caller.accountId);
    const key = { ...temporary(durationSeconds), accessKeyId, caller: { ...caller, accessKeyId }, userId };
    this.remember(key);
    return key;
  }

  find(accessKeyId: string): AccessKey | undefined {
    return this.keys.get(accessKeyId);
  }

  /** Ends a session before its time. */
  expire(accessKeyId: string): void {
    const key = this.keys.get(accessKeyId);
    if (key?.expiresAt !== undefined) this.remember({ ...key, expiresAt: Date.now() });
  }

  private remember(key: AccessKey): AccessKey {
    this.keys.set(key.accessKeyId, key);
    return key;
  }
}

function temporary(durationSeconds: number) {
  return {
    secretAccessKey: secret(30),
    sessionToken: secret(120),
    expiresAt: Date.now() + durationSeconds * 1000,
  };
}

function secret(bytes: number): string {
  return randomBytes(bytes).toString('base64');
}
