import { rawKinds, tagKeys, type ResourceKind, type Tags } from './tags.js';

/** What is known of a resource of ours when it is judged. */
export interface JudgedResource {
  readonly kind: ResourceKind;
  readonly tags: Tags;
  /** Whether the operation that made it is still open. */
  readonly operationOpen: boolean;
  /** Whether clients are pointed to it now. */
  readonly serving: boolean;
  /** Whether it is whole: an image that is available. */
  readonly finished: boolean;
  /** Whether enough newer images of the same database are kept. */
  readonly superseded?: boolean;
}

/** Why a resource may go, and whether its time is over or only its operation. */
export interface Verdict {
  readonly reason: string;
  readonly due: boolean;
}

/** Why an image goes before its age is over. */
export const supersededImage = 'enough newer images are kept';

/** Decides whether a resource of ours may go. What serves and what an open operation owns never may. */
export function judgeLeftover(resource: JudgedResource, now: number): Verdict | undefined {
  const { kind, tags, operationOpen, serving, finished, superseded = false } = resource;
  if (serving) return undefined;
  const past = (key: string): boolean => {
    const time = Date.parse(tags[key] ?? '');
    return !Number.isNaN(time) && time <= now;
  };
  // Raw data and images never outlive their age, whatever their operation does.
  if (past(tagKeys.destroyBy)) return { reason: `its age is over since ${tags[tagKeys.destroyBy] ?? ''}`, due: true };
  if (operationOpen) return undefined;
  if (kind === 'generation' && tags[tagKeys.retireAfter] !== undefined) {
    if (!past(tagKeys.retireAfter)) return undefined;
    return { reason: `kept for rollback until ${tags[tagKeys.retireAfter] ?? ''}`, due: true };
  }
  if (kind === 'image' && finished) {
    return superseded ? { reason: supersededImage, due: true } : undefined;
  }
  if (rawKinds.includes(kind)) return { reason: 'raw data whose operation has ended', due: false };
  return {
    reason: kind === 'generation' ? 'never served, and its operation has ended' : 'its operation has ended',
    due: false,
  };
}
