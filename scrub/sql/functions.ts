import { createHash } from 'node:crypto';
import { stateSchema } from '../target.js';
import { literal } from './quote.js';

/** A function that rules need, before it has a name. */
export interface RuleFunction {
  readonly prefix: string;
  /** Names and types, as in `v jsonb`. */
  readonly parameters: string;
  readonly returns: string;
  /** Local variables, each ended by a semicolon. */
  readonly declare?: string;
  /** PL/pgSQL statements. */
  readonly body: string;
}

/** Collects the functions that the rules of one database need. Equal functions are defined once. */
export class FunctionSet {
  private readonly statements = new Map<string, string>();

  /** Adds a function and returns its qualified name. */
  define({ prefix, parameters, returns, declare = '', body }: RuleFunction): string {
    const digest = createHash('sha256')
      .update(JSON.stringify([parameters, returns, declare, body]))
      .digest('hex')
      .slice(0, 16);
    const name = `${stateSchema}.${prefix}_${digest}`;
    this.statements.set(name, plpgsqlFunction(`${name}(${parameters})`, returns, declare, body));
    return name;
  }

  /** The defining statements, those that others call first. */
  get definitions(): readonly string[] {
    return [...this.statements.values()];
  }
}

/**
 * The statement that creates a PL/pgSQL function: NULL for NULL. What is in it is bound in each session anew, under the
 * search path of the session, which holds the system's functions and operators only.
 *
 * PL/pgSQL prepares an expression once in a transaction. The body of an SQL function that cannot be inlined is prepared
 * for every call, which takes longer than to run it.
 */
export function plpgsqlFunction(signature: string, returns: string, declare: string, body: string): string {
  return `create or replace function ${signature} returns ${returns}
    language plpgsql stable parallel safe strict as ${literal(`declare ${declare} begin ${body} end`)}`;
}
