import type { CoveredDatabase } from '../cover.js';
import type { RunKeys } from '../keys.js';
import type { Session } from '../session.js';
import { libraryStatements } from '../sql/library.js';
import { searchStatements } from '../sql/search-library.js';
import { RunState } from '../state.js';
import { refuseParameterLogging, refuseUserCode } from './hazards.js';
import type { Neutralised } from './outward.js';
import { neutralise } from './outward.js';

/** A database that is ready to be rewritten by this attempt. */
export interface BegunDatabase extends CoveredDatabase {
  readonly state: RunState;
  readonly attempt: string;
  readonly neutralised: Neutralised;
}

/** Disarms a database, and creates the state and the functions of the run in it, or takes them over. */
export async function beginDatabase(
  session: Session,
  covered: CoveredDatabase,
  keys: RunKeys,
  runId: string,
): Promise<BegunDatabase> {
  const state = new RunState(keys, runId, covered.database);
  await refuseParameterLogging(session);
  await refuseUserCode(session);
  const neutralised = await neutralise(session, covered.rules);
  const attempt = await session.transaction(async () => {
    if (!(await state.exists(session))) {
      for (const statement of RunState.statements) await session.run(statement, [], 'Creating the state of the run');
      await state.setFact(session, 'run', runId);
      await state.setFact(session, 'joined', JSON.stringify(covered.joined));
      await state.setFact(session, 'neutralised', JSON.stringify(neutralised));
      await state.recordStorage(session);
    }
    return state.takeOver(session);
  });
  for (const statement of [...libraryStatements(), ...searchStatements()]) {
    await session.run(statement, [], 'Creating the functions of the run');
  }
  const first = JSON.parse((await state.fact(session, 'neutralised')) ?? '{}') as Neutralised;
  return { ...covered, state, attempt, neutralised: first };
}
