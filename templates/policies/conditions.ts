import { tagKeys, type ResourceKind } from '../../domain/tags.js';
import type { Conditions } from './policy-document.js';

/** What is created carries its kind and its operation from birth, and nothing but tags of ours. */
export function taggedAtBirth(...kinds: readonly ResourceKind[]): Conditions {
  return {
    StringEquals: { [`aws:RequestTag/${tagKeys.kind}`]: kinds },
    Null: { [`aws:RequestTag/${tagKeys.operation}`]: 'false' },
    'ForAllValues:StringLike': { 'aws:TagKeys': 'backlot:*' },
  };
}

/** As {@link taggedAtBirth}, for raw things: they also say from birth when anybody may destroy them. */
export function rawFromBirth(...kinds: readonly ResourceKind[]): Conditions {
  const { Null, ...others } = taggedAtBirth(...kinds);
  return { ...others, Null: { ...Null, [`aws:RequestTag/${tagKeys.destroyBy}`]: 'false' } };
}

/** What is acted on was made by us, as one of these kinds. */
export function isOurs(...kinds: readonly ResourceKind[]): Conditions {
  return { StringEquals: { [`aws:ResourceTag/${tagKeys.kind}`]: kinds } };
}

/** The call is sent to one of these regions. */
export function sentTo(...regions: readonly string[]): Conditions {
  return { StringEquals: { 'aws:RequestedRegion': regions } };
}

/** All of several conditions, which must not name the same key twice. */
export function allOf(...conditions: readonly Conditions[]): Conditions {
  const merged: Record<string, Readonly<Record<string, string | readonly string[]>>> = {};
  for (const condition of conditions) {
    for (const [operator, keys] of Object.entries(condition)) merged[operator] = { ...merged[operator], ...keys };
  }
  return merged;
}
