import { draw } from './draw.js';
import { Encounter, type Meeting } from './encounter.js';
import type { Fault, FaultEffect, FaultSpec, InjectedFault } from './fault.js';
import { Holds, type Release } from './holds.js';
import { isTarget, type Subject } from './subject.js';
import { canCover, Veils } from './veils.js';

interface Entry {
  readonly spec: FaultSpec;
  readonly mark: InjectedFault;
  readonly holds: Holds;
  matched: number;
  met: number;
}

/** The faults that the sandbox injects into AWS calls. */
export class Faults {
  private readonly entries = new Map<string, Entry>();
  private readonly veils = new Veils();
  /** How many calls of each kind there were, for the keys of held ones. */
  private readonly counts = new Map<string, number>();
  private serial = 0;

  /** @param expire ends a session before its time. */
  constructor(private readonly expire: (accessKeyId: string) => void) {}

  /**
   * Adds a fault for the calls to come. A call meets all faults that match it, in their order, up to the first that
   * ends it.
   *
   * @throws {RangeError} when the effect is not possible for these calls.
   */
  add(spec: FaultSpec): Fault {
    if (spec.effect.kind === 'eventual' && !canCover(spec.service ?? '', spec.action ?? '')) {
      throw new RangeError(
        'Eventual consistency needs the service and the action that makes something: one of RDS that creates, copies ' +
          'or restores, secretsmanager CreateSecret, or one of IAM that changes a role. Name both.',
      );
    }
    if (spec.effect.kind === 'brief' && spec.service !== 'sts') {
      throw new RangeError('Only sts issues sessions, which can be brief. Name the service.');
    }
    this.serial += 1;
    const id = `f${this.serial}`;
    const entry = { spec, mark: { id, effect: inWords(spec.effect) }, holds: new Holds(), matched: 0, met: 0 };
    this.entries.set(id, entry);
    return view(entry);
  }

  list(): Fault[] {
    return [...this.entries.values()].map(view);
  }

  /** Takes a fault away, or all; what it holds goes on. Returns how many there were. */
  remove(id?: string): number {
    const chosen = id === undefined ? [...this.entries.keys()] : [id].filter((one) => this.entries.has(one));
    for (const one of chosen) {
      this.release(one, 'go on');
      this.veils.lift(one);
      this.entries.delete(one);
    }
    return chosen.length;
  }

  /** Lets go what a fault holds, all of it or one call. Returns how many calls that were. */
  release(id: string, how: Release, requestId?: string): number {
    return this.entries.get(id)?.holds.release(how, requestId) ?? 0;
  }

  /** Finds out which faults a call meets. */
  meet(subject: Subject): Encounter {
    return new Encounter(subject, this.meetings(subject), this.veils, this.keyOf(subject), this.expire);
  }

  private meetings(subject: Subject): Meeting[] {
    const meetings: Meeting[] = [];
    for (const entry of this.entries.values()) {
      const { spec, mark, holds } = entry;
      if (!isTarget(spec, subject) || !meets(entry)) continue;
      meetings.push({ mark, effect: spec.effect, holds });
      // What comes behind would not be noticed by the call, and must not be used up by it.
      if (endsCall(spec.effect)) break;
    }
    return meetings;
  }

  private keyOf({ caller, region, service, action, resource }: Subject): string {
    const kind = `${caller.accountId}/${region}/${service}:${action}/${resource}`;
    const nth = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, nth);
    return `${kind}#${nth}`;
  }
}

/** Counts a matching call, and decides whether it is met. */
function meets(entry: Entry): boolean {
  const { after = 0, times = Infinity, rate = 1, seed = 1 } = entry.spec;
  entry.matched += 1;
  const nth = entry.matched - after;
  if (nth <= 0 || entry.met >= times || draw(seed, nth) >= rate) return false;
  entry.met += 1;
  return true;
}

function endsCall(effect: FaultEffect): boolean {
  return (
    effect.kind === 'error' || effect.kind === 'expire' || (effect.kind === 'disconnect' && effect.moment === 'before')
  );
}

function inWords(effect: FaultEffect): string {
  switch (effect.kind) {
    case 'error':
      return effect.code;
    case 'hold':
    case 'disconnect':
      return `${effect.kind} ${effect.moment}`;
    default:
      return effect.kind;
  }
}

function view({ spec, mark, holds, matched, met }: Entry): Fault {
  return { ...spec, id: mark.id, matched, met, holding: holds.all() };
}
