import type { AppliedSoFar } from '../../../domain/stacks/compare-journal.js';

/** Credentials as they travel through the pipe from worker to runner, and nowhere else. */
export interface PipedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** ISO 8601. */
  readonly expiration?: string;
}

/** One run of Terraform. */
export interface RunCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Its working directory. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The file that its output goes to; it does not break when the runner does. */
  readonly output: string;
  /** Set when every step is to be journalled. */
  readonly journal?: JournalTarget;
}

/** Where an apply is journalled. */
export interface JournalTarget {
  readonly bucket: string;
  readonly region: string;
  readonly kmsKey: string;
  readonly endpoint?: string;
  readonly key: string;
  /** The key of Terraform's lock. */
  readonly lockKey: string;
  /** What earlier attempts have left. */
  readonly before: Journal;
  /** The digest of the plan that is applied now. */
  readonly plan: string;
}

/** What one operation's apply of one stack has done, over all attempts. */
export interface Journal extends AppliedSoFar {
  /** The digest that was approved. */
  readonly approved: string;
  readonly runs: readonly JournalledRun[];
}

/** One start of Terraform's apply. */
export interface JournalledRun {
  readonly plan: string;
  /** ISO 8601, as all times here. */
  readonly startedAt: string;
  /** When the runner was last there. */
  readonly beatAt: string;
  /** The machine, and the process of Terraform on it. */
  readonly host: string;
  readonly pid: number;
  /** Who Terraform says holds its lock. */
  readonly who: string;
  /** The lock's id, from the moment on at which it is known to be this run's. */
  readonly lockId?: string;
  readonly ended?: { readonly at: string; readonly code: number | null };
}

/** What the worker tells the runner, one JSON text a line. The end of the pipe means: interrupt, wait, and go. */
export type ToRunner =
  | { readonly kind: 'credentials'; readonly credentials: PipedCredentials }
  | { readonly kind: 'run'; readonly command: RunCommand }
  | { readonly kind: 'interrupt' };

/** What the runner tells the worker. */
export type FromRunner =
  /** A line of Terraform's output. */
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'ended'; readonly code: number | null; readonly signal: string | null; readonly words: string };

/** Writes a message as one line. */
export function encodeMessage(message: ToRunner | FromRunner): string {
  return `${JSON.stringify(message)}\n`;
}
