import { BacklotError } from '../../domain/errors.js';
import type { RunKeys } from '../keys.js';
import type { Session } from '../session.js';
import type { Detector } from '../sql/search-library.js';
import type { Column } from '../catalog/model.js';
import { literal } from '../sql/quote.js';
import { columnTexts } from '../sql/source.js';
import { searchTexts } from './search-texts.js';

interface Shape {
  /** The expression that hides a text `v`. */
  readonly sql: string;
  readonly column: Pick<Column, 'family' | 'baseType' | 'isArray'>;
}

/** The places in which a survivor may hide; in each the verifier must find the planted one. */
const shapes: Readonly<Record<string, Shape>> = {
  whole: { sql: 'upper(v)', column: { family: 'text', baseType: 'text', isArray: false } },
  sentence: { sql: `'He said: ' || v || ', twice.'`, column: { family: 'text', baseType: 'text', isArray: false } },
  document: {
    sql: `jsonb_build_object('a', jsonb_build_array(jsonb_build_object('b', 'x ' || v)))`,
    column: { family: 'json', baseType: 'jsonb', isArray: false },
  },
  list: { sql: `array['other', v]`, column: { family: 'text', baseType: 'text', isArray: true } },
  bytes: {
    sql: `convert_to('<' || v || '>', 'UTF8')`,
    column: { family: 'bytea', baseType: 'bytea', isArray: false },
  },
};

/** One value per detector that it must find. Reserved for documentation, or of a form that no vendor gives out. */
const live: Readonly<Record<Detector, string>> = {
  email: 'write to somebody@mail.example.com today',
  phone: 'call +1 202-555-0143 now',
  url: 'see https://hooks.example.com/services/1',
  token: `key ${['sk', 'live', '0'.repeat(24)].join('_')}`,
};

/**
 * Plants an original and looks for it with the very code that verifies: a verifier that finds nothing because it does
 * not work must not pass anything.
 *
 * @throws CannotDecide when it was not found in each of its shapes.
 */
export async function proveSearch(session: Session, keys: RunKeys): Promise<void> {
  const missed = await session.transaction(async () => {
    const hidden = Object.entries(shapes).map(([name, { sql }]) => `${sql} as ${name}`);
    await session.run(
      `create temporary table backlot_planted on commit drop as
       select ${hidden.join(', ')} from (values (${literal(keys.planted(session.database))})) as x(v)`,
      [],
      'Planting a survivor',
    );
    const missing: string[] = [];
    for (const [name, { column }] of Object.entries(shapes)) {
      const source = columnTexts({ schema: 'pg_temp', name: 'backlot_planted' }, { ...column, name });
      const { hits } = await searchTexts(session, source ?? '', 'Looking for the planted survivor');
      if (!hits.some(({ check }) => check === 'original')) missing.push(name);
    }
    for (const [detector, text] of Object.entries(live)) {
      const { hits } = await searchTexts(session, `select ${literal(text)}::text as v`, 'Proving a detector');
      if (!hits.some(({ check }) => check === detector)) missing.push(detector);
    }
    return missing;
  });
  if (missed.length === 0) return;
  throw new BacklotError(
    'CannotDecide',
    `The verifier did not find what was planted for it in database ${session.database} (${missed.join(', ')}), so its ` +
      'silence would prove nothing. Start again from the raw snapshot.',
    { database: session.database, missed },
  );
}
