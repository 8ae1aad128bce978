import type { Relation } from './catalog/model.js';
import type { Session } from './session.js';
import { qualified } from './sql/quote.js';

/**
 * Runs `work` in a transaction in which row-level security does not hide rows of the relation from its owner.
 *
 * With `row_security = off` a read that would be filtered fails instead; under FORCE that includes the owner's. FORCE is
 * lifted and restored in this one transaction, so nobody else ever sees the table without it.
 */
export async function withRowsVisible<T>(session: Session, relation: Relation, work: () => Promise<T>): Promise<T> {
  return session.transaction(async () => {
    if (!relation.forceRowSecurity) return work();
    const table = qualified(relation.schema, relation.name);
    const doing = `Lifting row-level security of ${relation.schema}.${relation.name}`;
    await session.run(`alter table ${table} no force row level security`, [], doing);
    const result = await work();
    await session.run(`alter table ${table} force row level security`, [], doing);
    return result;
  });
}
