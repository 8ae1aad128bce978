import { z } from 'zod';

const text = z.string().min(1);
const whole = z.int().nonnegative();
/** Around the effect of a call: nothing has happened yet, or it has and the answer is still here. */
const moment = z.enum(['before', 'after']);

const effectSchema = z.discriminatedUnion('kind', [
  /** Refuses the call with an error; `Throttling` and a few more are said in the words of the service's protocol. */
  z.strictObject({ kind: z.literal('error'), code: text, message: text.optional(), status: whole.optional() }),
  /** Ends the caller's session before its time: this call and all that come with it are refused as expired. */
  z.strictObject({ kind: z.literal('expire') }),
  /** Lets the call wait. */
  z.strictObject({ kind: z.literal('latency'), ms: whole }),
  /** Ends the connection without an answer. */
  z.strictObject({ kind: z.literal('disconnect'), moment }),
  /** Keeps the call until it is released. */
  z.strictObject({ kind: z.literal('hold'), moment }),
  /** Lets what the call makes, or allows a role, be seen only later. */
  z.strictObject({ kind: z.literal('eventual'), ms: whole }),
  /** Lets the session that the call issues end after so long; its holder is told when. */
  z.strictObject({ kind: z.literal('brief'), ms: z.int().positive() }),
  /** Accepts the call; what it starts in the background fails. */
  z.strictObject({ kind: z.literal('fail') }),
  /** Accepts the call; what it starts in the background begins only when it is released. */
  z.strictObject({ kind: z.literal('stuck') }),
]);

/** The form in which a fault is asked for. */
export const faultSchema = z.strictObject({
  effect: effectSchema,
  service: text.optional(),
  action: text.optional(),
  role: text.optional(),
  /** The number of the calling account. */
  account: text.optional(),
  region: text.optional(),
  /** What the call is about, as the record of calls names it; `*` stands for any characters. */
  resource: text.optional(),
  /** Which part of the matching calls is met; all by default. */
  rate: z.number().gt(0).lte(1).optional(),
  /** How many matching calls pass unharmed first. */
  after: whole.optional(),
  /** How many calls are met before the fault is used up; without end by default. */
  times: z.int().positive().optional(),
  /** Chooses which calls `rate` meets; the same seed chooses the same ones. */
  seed: z.int().optional(),
});

/** A fault to inject: which calls it meets, and what happens to them. Every given member must match. */
export type FaultSpec = z.infer<typeof faultSchema>;

/** What happens to a call that a fault meets. */
export type FaultEffect = FaultSpec['effect'];

/** A call, or what it has started, that a fault keeps. */
export interface HeldCall {
  /** The same in every run that does the same: account, region, call, resource, and the how manieth of its kind. */
  readonly key: string;
  readonly requestId: string;
  readonly account: string;
  readonly role?: string;
  readonly service: string;
  readonly action: string;
  readonly region: string;
  readonly resource: string;
  /** Before or after the effect, or in the background when the call itself has been answered. */
  readonly held: 'before' | 'after' | 'background';
  /** ISO 8601. */
  readonly since: string;
  /** Where the caller's connection comes from, to find its process. */
  readonly remoteAddress?: string;
  readonly remotePort?: number;
}

/** A fault as it is listed. */
export interface Fault extends FaultSpec {
  /** `f1`, `f2`, … */
  readonly id: string;
  /** Calls that matched so far. */
  readonly matched: number;
  /** Of these, the ones that were met. */
  readonly met: number;
  readonly holding: readonly HeldCall[];
}

/** The mark of a fault on the record of a call. */
export interface InjectedFault {
  readonly id: string;
  /** In words: `latency`, `disconnect after`, … */
  readonly effect: string;
}
