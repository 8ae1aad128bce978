import { wellKnown } from '../../domain/names.js';
import { dataRules } from './data-rules.js';
import { factorySubjects } from './factory-subjects.js';
import {
  dataKeyRules,
  imageKeyRules,
  rawKeyRules,
  shareKeyRules,
  statementKeyRules,
  stateKeyRules,
} from './key-rules.js';
import type { PolicyRule } from './policy-document.js';
import type { EnvironmentScope, PolicyScope } from './policy-scope.js';
import { publishRules } from './publish-rules.js';
import { readStackRules, readStateRules } from './read-stack-rules.js';
import { reader } from './reader.js';
import { scrubRules } from './scrub-rules.js';
import { sourceRules } from './source-rules.js';
import { trustRules } from './trust-rules.js';
import { verifyRules } from './verify-rules.js';
import { cleanroomWorkerRules, dataWorkerRules, hookWorkerRules, mainWorkerRules } from './worker-rules.js';

/** Something in one account that has policies of its own. */
export interface PolicySubject {
  readonly kind: 'role' | 'key' | 'worker';
  /** `BacklotSource`, `backlot-raw`, or the name of a worker's identity. */
  readonly name: string;
  /** What the account is to the organisation: `production`, `cleanroom`, `builder`, or an environment's name. */
  readonly account: string;
  readonly accountId: string;
  /** What it is for, as one line for people. */
  readonly purpose: string;
  /** Set for keys, which are of one region. */
  readonly region?: string;
  /** Who may become it; only roles of Backlot's have one. */
  readonly trust?: readonly PolicyRule[];
  /** What it may do; of a key, who may do what with it. */
  readonly rules: readonly PolicyRule[];
}

/** Lists every role, key and worker identity of an organisation with its policies. */
export function policySubjects(scope: PolicyScope): PolicySubject[] {
  return [
    ...productionSubjects(scope),
    ...cleanroomSubjects(scope),
    ...scope.environments.flatMap((environment) => environmentSubjects(scope, environment)),
    ...builderSubjects(scope),
    ...(scope.factory ? factorySubjects(scope, scope.factory) : []),
  ];
}

function productionSubjects(scope: PolicyScope): PolicySubject[] {
  const { production, builder } = scope;
  const at = { account: 'production', accountId: production.id };
  return [
    {
      ...at,
      kind: 'role',
      name: 'BacklotSource',
      purpose: 'makes, shares and deletes snapshots of its own; cannot hurt production',
      trust: trustRules([builder.mainWorker], 'the workers of the main queue, which make snapshots'),
      rules: sourceRules(scope),
    },
    reader(scope, at),
    ...production.regions.map((region) =>
      key(at, region, wellKnown.shareKey, 'encrypts what the clean room is let copy', shareKeyRules(scope, region)),
    ),
  ];
}

function cleanroomSubjects(scope: PolicyScope): PolicySubject[] {
  const { cleanroom, builder } = scope;
  const at = { account: 'cleanroom', accountId: cleanroom.id };
  return [
    {
      ...at,
      kind: 'role',
      name: 'BacklotScrub',
      purpose: 'restores raw copies in quarantine and clears them away; cannot share',
      trust: trustRules(
        [builder.mainWorker, cleanroom.worker],
        'the main queue’s workers restore and delete, the clean room’s read the password of what they scrub',
      ),
      rules: scrubRules(scope),
    },
    {
      ...at,
      kind: 'role',
      name: 'BacklotVerify',
      purpose: 'signs statements about verified databases; nothing else',
      trust: trustRules([cleanroom.worker], 'the workers that verify'),
      rules: verifyRules(scope),
    },
    {
      ...at,
      kind: 'role',
      name: 'BacklotPublish',
      purpose: 'copies verified snapshots under the image key and shares images; cannot restore',
      trust: trustRules([builder.mainWorker], 'the workers of the main queue, which never see inside a database'),
      rules: publishRules(scope),
    },
    reader(scope, at),
    ...cleanroom.regions.flatMap((region) => [
      key(at, region, wellKnown.rawKey, 'encrypts what was not verified', rawKeyRules(scope, region)),
      key(at, region, wellKnown.imageKey, 'encrypts verified images, and only those', imageKeyRules(scope, region)),
      key(at, region, wellKnown.statementKey, 'signs what was verified', statementKeyRules(scope)),
    ]),
  ];
}

function environmentSubjects(scope: PolicyScope, environment: EnvironmentScope): PolicySubject[] {
  const { builder } = scope;
  const at = { account: environment.name, accountId: environment.id };
  return [
    {
      ...at,
      kind: 'role',
      name: 'BacklotData',
      purpose: 'its databases, their secrets, the names in its zone',
      trust: trustRules(
        [builder.mainWorker, environment.worker, builder.hookWorker],
        'the main queue’s workers restore and cut over, its own sets passwords, the hooks’ worker opens their way in',
      ),
      rules: dataRules(scope, environment),
    },
    reader(scope, at, readStackRules(environment)),
    ...environment.regions.map((region) =>
      key(at, region, wellKnown.dataKey, 'encrypts the environment’s databases', dataKeyRules(environment, region)),
    ),
  ];
}

function builderSubjects(scope: PolicyScope): PolicySubject[] {
  const { builder, cleanroom, environments, state } = scope;
  const at = { account: 'builder', accountId: builder.id };
  const workers = [
    { arn: builder.mainWorker, purpose: 'serves the queue backlot', rules: mainWorkerRules(scope) },
    { arn: cleanroom.worker, purpose: 'serves backlot-data/cleanroom/*', rules: cleanroomWorkerRules(scope) },
    { arn: builder.hookWorker, purpose: 'serves backlot-hooks', rules: hookWorkerRules(scope) },
    ...environments.map((environment) => ({
      arn: environment.worker,
      purpose: `serves backlot-data/${environment.name}/*`,
      rules: dataWorkerRules(scope, environment),
    })),
  ];
  return [
    ...workers.map(({ arn, purpose, rules }): PolicySubject => ({
      ...at,
      kind: 'worker',
      name: arn.split('/').at(-1) ?? arn,
      purpose,
      rules,
    })),
    reader(scope, at, readStateRules(scope)),
    key(at, state.region, state.kmsKey, 'encrypts the state bucket', stateKeyRules(scope)),
  ];
}

type At = Pick<PolicySubject, 'account' | 'accountId'>;

function key(at: At, region: string, alias: string, purpose: string, rules: readonly PolicyRule[]): PolicySubject {
  return { ...at, kind: 'key', name: alias.replace('alias/', ''), region, purpose, rules };
}
