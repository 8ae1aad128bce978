import { defineStack, type StackDefinition, type StackOwner } from '../define-stack.js';
import { policySubjects } from '../policies/catalogue.js';
import { policyScopeOf } from '../policies/scope-of-fleet.js';
import { addKey } from './key-resources.js';
import { addPrivateBucket } from './private-bucket.js';

/**
 * The bucket of states, reports and resolved fleets, and its key: `builder.state`. It is the first thing there is, so its
 * own Terraform state lies beside its configuration.
 */
export function stateStack(owner: StackOwner): StackDefinition {
  const { bucket, region, kmsKey } = owner.fleet.organization.state;
  return defineStack(owner, {
    scope: 'state',
    region,
    appliedBy: 'person',
    keepsOwnState: true,
    build: (stack) => {
      const subject = policySubjects(policyScopeOf(owner.fleet)).find(
        ({ kind, account, name }) => kind === 'key' && account === 'builder' && `alias/${name}` === kmsKey,
      );
      if (subject === undefined) throw new Error(`the policies know no key ${kmsKey}`);
      const key = addKey(stack, { ...subject, alias: kmsKey, region, kept: true });
      addPrivateBucket(stack, 'state', { name: bucket, kmsKeyArn: key.arn, kept: true });
      return {};
    },
  });
}
