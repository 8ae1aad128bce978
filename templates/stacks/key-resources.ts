import type { BacklotStack } from '../backlot-stack.js';
import { KmsAlias, KmsKey } from '../cdktf.js';
import type { PolicyRule } from '../policies/policy-document.js';
import { policyJson } from './role-resources.js';

/** Time to notice that a key was deleted by mistake; AWS allows 7 to 30 days. */
const deletionWindowDays = 30;

/** A key as policies describe it. */
export interface KeySpec {
  /** Its alias: `alias/backlot-data`. */
  readonly alias: string;
  readonly purpose: string;
  readonly region: string;
  readonly rules: readonly PolicyRule[];
  /** Set for a key that signs; others encrypt. */
  readonly signs?: boolean;
  /** Set for a key that no teardown takes away. */
  readonly kept?: boolean;
}

/** Adds a key and its alias in one region of the stack's account, under a policy that lets in named roles only. */
export function addKey(stack: BacklotStack, spec: KeySpec): KmsKey {
  const { alias, purpose, region, rules, signs = false, kept = false } = spec;
  const provider = stack.providerIn(region);
  const id = `${alias.replace('alias/', '')}-${region}`;
  const key = new KmsKey(stack, id, {
    provider,
    description: purpose,
    policy: policyJson(rules),
    deletionWindowInDays: deletionWindowDays,
    // KMS cannot rotate keys that sign.
    ...(signs ? { keyUsage: 'SIGN_VERIFY', customerMasterKeySpec: 'ECC_NIST_P256' } : { enableKeyRotation: true }),
    // Everything under a key is lost with it, so Terraform refuses any plan that would delete it.
    ...(kept && { lifecycle: { preventDestroy: true } }),
  });
  new KmsAlias(stack, `${id}-alias`, { provider, name: alias, targetKeyId: key.id });
  return key;
}
