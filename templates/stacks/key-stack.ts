import { wellKnown } from '../../domain/names.js';
import { defineStack, type StackDefinition, type StackOwner } from '../define-stack.js';
import { policySubjects } from '../policies/catalogue.js';
import { policyScopeOf } from '../policies/scope-of-fleet.js';
import { addKey } from './key-resources.js';

/**
 * The keys of one of the organisation's own accounts in one region: `cleanroom.keys.us-east-1`. Whom each lets in is the
 * policy module's business; a person applies it, and no plan deletes a key.
 */
export function keyStack(owner: StackOwner, region: string): StackDefinition {
  return defineStack(owner, {
    scope: 'keys',
    place: region,
    region,
    appliedBy: 'person',
    build: (stack) => {
      for (const { kind, account, name, region: at, purpose, rules } of policySubjects(policyScopeOf(owner.fleet))) {
        if (kind !== 'key' || account !== owner.environment || at !== region) continue;
        const alias = `alias/${name}`;
        addKey(stack, { alias, purpose, region, rules, signs: alias === wellKnown.statementKey, kept: true });
      }
      return {};
    },
  });
}
