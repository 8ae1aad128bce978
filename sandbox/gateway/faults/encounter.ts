import { setTimeout as sleep } from 'node:timers/promises';
import { refusals } from '../authenticate.js';
import { AwsError, type Fate } from '../contract.js';
import { DroppedConnection } from './dropped-connection.js';
import { errorInWords } from './error-words.js';
import type { FaultEffect, HeldCall, InjectedFault } from './fault.js';
import type { Holds, Release } from './holds.js';
import type { Subject } from './subject.js';
import type { Veils } from './veils.js';

/** A fault that meets the call. */
export interface Meeting {
  readonly mark: InjectedFault;
  readonly effect: FaultEffect;
  readonly holds: Holds;
}

/** One call and the faults that it meets, in the order in which they were added. */
export class Encounter {
  private readonly marks: InjectedFault[] = [];

  constructor(
    private readonly subject: Subject,
    private readonly meetings: readonly Meeting[],
    private readonly veils: Veils,
    /** Of a call that is held: see {@link HeldCall.key}. */
    private readonly key: string,
    private readonly expire: (accessKeyId: string) => void,
  ) {}

  /** The faults that have taken effect so far, for the record. */
  get injected(): readonly InjectedFault[] {
    return this.marks;
  }

  /**
   * Lets happen what happens before the effect of the call.
   *
   * @throws {AwsError} for an error that was injected.
   * @throws {DroppedConnection}
   */
  async before(): Promise<void> {
    for (const { effect, mark, holds } of this.meetings) {
      if (effect.kind === 'error') {
        this.marks.push(mark);
        throw errorInWords(this.subject.service, this.subject.protocol, effect);
      }
      if (effect.kind === 'expire') {
        this.marks.push(mark);
        this.expire(this.subject.caller.accessKeyId);
        throw refusals[this.subject.protocol].expired();
      }
      if (effect.kind === 'latency') {
        this.marks.push(mark);
        await sleep(effect.ms);
      }
      await this.interrupt('before', effect, mark, holds);
    }
    const veiled = this.veils.refusal(this.subject);
    if (veiled === undefined) return;
    this.marks.push(veiled.by);
    throw veiled.error;
  }

  /**
   * Lets happen what happens after the effect of the call.
   *
   * @throws {DroppedConnection}
   */
  async after(): Promise<void> {
    for (const { effect, mark, holds } of this.meetings) {
      if (effect.kind === 'eventual') {
        this.marks.push(mark);
        this.veils.cover(mark, this.subject, effect.ms);
      }
      await this.interrupt('after', effect, mark, holds);
    }
  }

  /** What becomes of the work that the call starts in the background; nothing special without a fault. */
  fate(): Fate | undefined {
    const meeting = this.meetings.find(({ effect }) => effect.kind === 'fail' || effect.kind === 'stuck');
    if (meeting === undefined) return undefined;
    this.marks.push(meeting.mark);
    if (meeting.effect.kind === 'stuck') {
      const held = this.held('background');
      return async (signal) => void (await meeting.holds.keep(held, signal));
    }
    return () => Promise.reject(new AwsError('InternalFailure', 'The work was injected with a failure.', 500));
  }

  /** How long the session may live that the call issues, in ms; as long as it asks for without a fault. */
  sessionMs(): number | undefined {
    for (const { effect, mark } of this.meetings) {
      if (effect.kind !== 'brief') continue;
      this.marks.push(mark);
      return effect.ms;
    }
    return undefined;
  }

  private async interrupt(
    moment: 'before' | 'after',
    effect: FaultEffect,
    mark: InjectedFault,
    holds: Holds,
  ): Promise<void> {
    if ((effect.kind !== 'hold' && effect.kind !== 'disconnect') || effect.moment !== moment) return;
    this.marks.push(mark);
    const how: Release =
      effect.kind === 'disconnect' ? 'drop' : await holds.keep(this.held(moment), this.subject.peer?.gone);
    if (how === 'drop') throw new DroppedConnection();
  }

  private held(where: HeldCall['held']): HeldCall {
    const { requestId, service, action, region, resource, caller, peer } = this.subject;
    return {
      key: this.key,
      requestId,
      account: caller.accountId,
      ...(caller.roleName === undefined ? {} : { role: caller.roleName }),
      service,
      action,
      region,
      resource,
      held: where,
      since: new Date().toISOString(),
      ...(peer === undefined ? {} : { remoteAddress: peer.address, remotePort: peer.port }),
    };
  }
}
