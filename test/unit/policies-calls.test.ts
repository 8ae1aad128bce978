import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { policySubjects } from '../../templates/policies/catalogue.js';
import type { PolicyScope } from '../../templates/policies/policy-scope.js';
import { factoryScope, temporaryScope } from './support/policy-scope.js';
import { trackedFiles } from './support/tracked-files.js';

const prefixes: Readonly<Record<string, string>> = {
  rds: 'rds',
  ec2: 'ec2',
  kms: 'kms',
  'route-53': 'route53',
  s3: 's3',
  'secrets-manager': 'secretsmanager',
  'sso-admin': 'sso',
  sts: 'sts',
};

/** What AWS asks for besides the call itself, or on the caller's behalf. */
const besides = ['secretsmanager:TagResource', 's3:ListBucket'];
const behindCalls = /^kms:(DescribeKey|Decrypt|Encrypt|GenerateDataKey\*?|ReEncrypt\*|CreateGrant)$/;

/**
 * Every call that activities send, by the imports of the SDK's commands. What finders list is tried on the sandbox, under
 * BacklotDeploy; what they delete, they delete with the rights that blueprints ask for.
 */
function sentCalls(): string[] {
  const files = trackedFiles().filter((file) => /^activities\/(?!finders\/).*\.ts$/.test(file));
  const calls = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-([a-z0-9-]+)'/g)].flatMap(
      ([, names = '', service = '']) =>
        [...names.matchAll(/\b([A-Z]\w+)Command\b/g)].map(([, call]) => `${prefixes[service] ?? service}:${call}`),
    ),
  );
  return [...new Set(calls)].toSorted();
}

function allowedActions(scope: PolicyScope): string[] {
  const rules = policySubjects(scope)
    .filter(({ kind, name }) => kind === 'worker' || (kind === 'role' && name !== 'BacklotRead'))
    .flatMap((subject) => subject.rules)
    .filter(({ effect }) => effect !== 'Deny');
  return [...new Set(rules.flatMap(({ actions }) => actions))].toSorted();
}

test('every call that activities send is allowed to somebody', () => {
  // What accounts are made with is allowed by patterns here and there.
  const allowed = allowedActions(factoryScope).map((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`));
  expect(sentCalls().length).toBeGreaterThan(25);
  expect(sentCalls().filter((call) => !allowed.some((pattern) => pattern.test(call)))).toEqual([]);
});

test('nothing is allowed that no activity sends', () => {
  const sent = sentCalls();
  const unused = allowedActions(temporaryScope).filter((action) => !sent.includes(action) && !behindCalls.test(action));
  expect(unused).toEqual(besides.toSorted());
});
