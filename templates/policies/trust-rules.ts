import type { PolicyRule } from './policy-document.js';
import type { PolicyScope } from './policy-scope.js';

/** A role's trust: the identities that may become it, and nobody else of their accounts. */
export function trustRules(principals: readonly string[], why: string): PolicyRule[] {
  return [{ sid: 'BecomeRole', why, actions: ['sts:AssumeRole'], principals: [...new Set(principals)] }];
}

/** The trust of BacklotRead: workers that look without changing anything, and the people whom the fleet names. */
export function readerTrust({ builder, factory, readers = [] }: PolicyScope): PolicyRule[] {
  const workers = [builder.mainWorker, ...(factory ? [factory.worker] : [])];
  const accounts = [...new Set(readers.map((arn) => arn.split(':')[4]))];
  return [
    ...trustRules(workers, 'the workers, when they look for drift'),
    ...(readers.length === 0
      ? []
      : [
          {
            sid: 'LookAround',
            why: 'the people whom the fleet names under readers, when they plan on a laptop',
            actions: ['sts:AssumeRole'],
            principals: accounts.map((account) => `arn:aws:iam::${account}:root`),
            conditions: { ArnLike: { 'aws:PrincipalArn': readers } },
          },
        ]),
  ];
}
