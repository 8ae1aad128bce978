import { createHash } from 'node:crypto';
import { stateSchema } from '../target.js';

/** Collects the SQL functions that the rules of one database need. Equal functions are defined once. */
export class FunctionSet {
  private readonly statements = new Map<string, string>();

  /** Adds a function of one argument `v` and returns its qualified name. */
  define(prefix: string, argument: string, returns: string, body: string, strict: 'strict' | '' = ''): string {
    const digest = createHash('sha256')
      .update(JSON.stringify([argument, returns, body, strict]))
      .digest('hex')
      .slice(0, 16);
    const name = `${stateSchema}.${prefix}_${digest}`;
    this.statements.set(
      name,
      `create or replace function ${name}(v ${argument}) returns ${returns} language sql stable parallel safe ${strict} return ${body}`,
    );
    return name;
  }

  /** The defining statements, those that others call first. */
  get definitions(): readonly string[] {
    return [...this.statements.values()];
  }
}
