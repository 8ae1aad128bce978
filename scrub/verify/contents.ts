import type { Relation } from '../catalog/model.js';
import { relationName } from '../catalog/model.js';
import { keySettings } from '../keys.js';
import type { Session } from '../session.js';
import { qualified } from '../sql/quote.js';

/** Everything that a relation holds, in two figures. */
export interface Contents {
  readonly rows: number;
  /** Keyed and independent of the order of rows: equal contents have equal digests, and nobody can aim at one. */
  readonly digest: string;
}

/** Digests all rows of a relation. Its rows must be visible, and the session must have the seed. */
export async function digestRelation(session: Session, relation: Relation): Promise<Contents> {
  const { rows, digest } = await session.row<{ rows: string; digest: string }>(
    `select count(*) as rows,
            coalesce(sum(hashtextextended(row(held.*)::text collate "C", current_setting('${keySettings.seed}')::int8)), 0)::text as digest
     from only ${qualified(relation.schema, relation.name)} as held`,
    [],
    `Digesting ${relationName(relation)}`,
  );
  return { rows: Number(rows), digest };
}
