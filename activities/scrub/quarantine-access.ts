import { cancellationSignal } from '@temporalio/activity';
import type pg from 'pg';
import { BacklotError } from '../../domain/errors.js';
import type { QuarantineAt, ScrubProgress } from '../../domain/messages/scrub.js';
import { masterSecret, wellKnown } from '../../domain/names.js';
import { cleanroomQueue } from '../../domain/queues.js';
import type { ScrubOptions, ScrubTarget } from '../../scrub/target.js';
import { describeInstance, instanceInfo } from '../databases/describe-instance.js';
import { notInQuarantine, quarantineProblems } from '../databases/quarantine-problems.js';
import { createSecrets } from '../databases/secrets.js';
import { securityGroupId } from '../databases/security-groups.js';
import type { ActivityDependencies } from '../dependencies.js';
import { reportProgress } from '../edge/progress.js';
import { rulesOf } from '../fleet/rules-digest.js';
import { loadStoredFleet } from '../fleet/stored-fleet.js';
import { isMarked, markOf } from './run-mark.js';
import { scrubKey } from './scrub-key.js';

const connections = 2;

/** How an instance in quarantine is entered. */
export interface Entry {
  /** The instance whose master password and parameter group it has; itself by default. */
  readonly like?: { readonly instance: string; readonly resourceId: string };
  /** Whether every session must find the mark of the run: from the first session until the instance is closed. */
  readonly marked: boolean;
}

/** A way into an instance in quarantine, and what the scrub engine is to do there. */
export interface QuarantineAccess {
  readonly target: ScrubTarget;
  readonly options: ScrubOptions;
  readonly mark: string;
}

/**
 * Opens the way into an instance in quarantine. Every connection first describes the instance again: it must be the one
 * that this run restored, and still in quarantine.
 *
 * @throws `GuardRefused` in a protected account, or when the instance is no longer in quarantine; `WrongTarget` when it
 *   is another one, or does not carry the mark of the run.
 */
export async function enterQuarantine(
  { aws, sql, objects }: Pick<ActivityDependencies, 'aws' | 'sql' | 'objects'>,
  { scope, instance, resourceId }: QuarantineAt,
  { like = { instance, resourceId }, marked }: Entry,
): Promise<QuarantineAccess> {
  const place = scope.database.cleanroom;
  const fleet = await loadStoredFleet(objects, scope.fleet);
  if (fleet.organization.protectedAccounts.includes(place.account)) {
    throw new BacklotError(
      'GuardRefused',
      `${instance} is in account ${place.account}, which the fleet protects, so no SQL was sent to it. ` +
        'Correct protectedAccounts or the clean room in organization.yaml.',
    );
  }
  const secrets = createSecrets(aws);
  const key = await scrubKey(secrets, scope.database, scope.epoch);
  const runId = `${scope.operationId}-${like.resourceId}`;
  const mark = markOf(key, like.resourceId, runId);
  const password = await secrets.read(place, masterSecret(like.instance));
  const securityGroup = await securityGroupId(aws, place, wellKnown.quarantineSecurityGroup);

  async function connect(database: string): Promise<pg.Client> {
    const found = await describeInstance(aws, { place, instance });
    if (found?.DbiResourceId !== resourceId)
      throw wrongTarget(instance, 'it is not the instance that this run restored');
    const problems = quarantineProblems(found, { securityGroup, parameterGroup: like.instance });
    if (problems.length > 0) throw notInQuarantine(instance, problems);
    const { endpoint, port, masterUser } = instanceInfo(found);
    const client = await sql.connect({
      host: endpoint,
      port,
      user: masterUser,
      password,
      database,
      sslmode: 'verify-full',
      queue: cleanroomQueue(place.region),
    });
    try {
      if (marked && !(await isMarked(client, mark))) {
        throw wrongTarget(instance, 'the mark of this run is missing: it was closed meanwhile, or is another server');
      }
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  const startedAt = Date.now();
  return {
    mark,
    target: { connect },
    options: {
      rules: rulesOf(fleet, scope.database.rules),
      applicationRoles: scope.database.applicationRoles,
      key,
      runId,
      connections,
      signal: cancellationSignal(),
      onProgress: (progress) => reportProgress({ ...progress, startedAt } satisfies ScrubProgress),
    },
  };
}

function wrongTarget(instance: string, why: string): BacklotError {
  return new BacklotError('WrongTarget', `No SQL was sent to ${instance}: ${why}. Start again.`);
}
