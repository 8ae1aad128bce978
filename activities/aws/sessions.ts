import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { BacklotError } from '../../domain/errors.js';
import type { Place } from '../../domain/messages/slices.js';

/** Credentials in the form that every SDK client takes. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** The worker's own identity, in the builder account. */
export interface BaseIdentity {
  readonly account: string;
  readonly region: string;
  /** Fixed or renewing credentials; never looked up by the SDK itself. */
  readonly credentials: Credentials | CredentialProvider;
}

/**
 * Gives credentials whenever they are asked for. The mark keeps SDK clients from remembering them beside us: they would
 * go on with credentials that have been replaced.
 */
export type CredentialProvider = (() => Promise<Credentials>) & { readonly memoized: true };

/** A place, and the role that must be taken on the way there; the base identity itself goes there otherwise. */
export interface Reach extends Place {
  readonly through?: Place;
}

/** Hands out credential providers, one for each account and role. */
export interface Sessions {
  assume(place: Reach): CredentialProvider;
  /** Forgets the session of an account and role: AWS says that it has ended, whatever it said when it began. */
  forget(place: Reach): void;
}

/** Makes a provider that every client asks before every call. */
export function credentialProvider(give: () => Promise<Credentials>): CredentialProvider {
  return Object.assign(give, { memoized: true } as const);
}

// AWS caps a session that was itself assumed by a role at one hour, whatever the role allows.
const sessionSeconds = 3_600;
const renewBeforeMs = 5 * 60_000;

/**
 * Assumes roles from the base identity. A session is shared by all clients of its account and role and renewed five
 * minutes before its end, so that work of any length never meets `ExpiredToken` for lack of renewal; one that has ended
 * before its time is replaced at the next call.
 */
export function createSessions(settings: { base: BaseIdentity; endpoint?: string }): Sessions {
  const stsOf = (credentials: BaseIdentity['credentials']) =>
    new STSClient({
      region: settings.base.region,
      credentials,
      ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    });
  const sts = stsOf(settings.base.credentials);
  const sessions = new Map<string, Promise<Credentials>>();

  async function fetchSession({ account, role, through }: Reach): Promise<Credentials> {
    const asked = through === undefined ? sts : stsOf(assume(through));
    const answer = await asked.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${account}:role/${role}`,
        RoleSessionName: `backlot-${role}`.slice(0, 64),
        DurationSeconds: sessionSeconds,
      }),
    );
    const { Credentials: issued, AssumedRoleUser: user } = answer;
    if (
      issued?.AccessKeyId === undefined ||
      issued.SecretAccessKey === undefined ||
      issued.SessionToken === undefined
    ) {
      throw new BacklotError('AccessDenied', `STS issued no credentials for ${role} in ${account}. Check the role.`);
    }
    if (user?.Arn?.split(':')[4] !== account) {
      throw new BacklotError(
        'GuardRefused',
        `The session for ${role} belongs to another account than ${account}, so nothing was sent with it. ` +
          'Check the account id in the fleet.',
      );
    }
    return {
      accessKeyId: issued.AccessKeyId,
      secretAccessKey: issued.SecretAccessKey,
      sessionToken: issued.SessionToken,
      ...(issued.Expiration === undefined ? {} : { expiration: issued.Expiration }),
    };
  }

  function assume(place: Reach): CredentialProvider {
    return credentialProvider(async () => {
      const known = await sessions.get(keyOf(place))?.catch(() => undefined);
      if (known !== undefined && (known.expiration?.getTime() ?? Infinity) - Date.now() > renewBeforeMs) return known;
      const fresh = fetchSession(place);
      sessions.set(keyOf(place), fresh);
      return fresh;
    });
  }

  return { assume, forget: (place) => void sessions.delete(keyOf(place)) };
}

function keyOf({ account, role, through }: Reach): string {
  return through === undefined ? `${account} ${role}` : `${account} ${role} ${keyOf(through)}`;
}
