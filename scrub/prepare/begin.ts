import type { CoveredDatabase } from '../cover.js';
import type { RunKeys } from '../keys.js';
import type { Session } from '../session.js';
import { libraryStatements } from '../sql/library.js';
import { searchStatements } from '../sql/search-library.js';
import { RunState } from '../state.js';
import { refuseParameterLogging, refuseUserCode } from './hazards.js';
import type { Neutralised } from './outward.js';
import { neutralise, refuseUnruledObjects } from './outward.js';

/** A database that is ready to be rewritten by this attempt. */
export interface BegunDatabase extends CoveredDatabase {
  readonly state: RunState;
  readonly attempt: string;
  readonly neutralised: Neutralised;
}

/**
 * Makes sure that a database may be scrubbed at all, and changes nothing.
 *
 * @throws GuardRefused when code of production's would run, or the key would be logged; RuleMissing when objects outside
 *   of tables have no rule.
 */
export async function refuseHazards(session: Session, { rules }: CoveredDatabase): Promise<void> {
  await refuseParameterLogging(session);
  await refuseUserCode(session);
  await refuseUnruledObjects(session, rules);
}

/** Disarms a database, and creates the state and the functions of the run in it, or takes them over. */
export async function beginDatabase(
  session: Session,
  covered: CoveredDatabase,
  keys: RunKeys,
  runId: string,
): Promise<BegunDatabase> {
  const state = new RunState(keys, runId, covered.database);
  const neutralised = await neutralise(session);
  const attempt = await session.transaction(async () => {
    if (!(await state.exists(session))) {
      for (const statement of RunState.statements) await session.run(statement, [], 'Creating the state of the run');
      await state.setFact(session, 'run', runId);
      await state.setFact(session, 'neutralised', JSON.stringify(neutralised));
      await state.recordStorage(session);
    }
    const joined = JSON.parse((await state.fact(session, 'joined')) ?? '[]') as string[];
    await state.setFact(session, 'joined', JSON.stringify([...new Set([...joined, ...covered.joined])]));
    return state.takeOver(session);
  });
  for (const statement of [...libraryStatements(), ...searchStatements()]) {
    await session.run(statement, [], 'Creating the functions of the run');
  }
  const first = JSON.parse((await state.fact(session, 'neutralised')) ?? '{}') as Neutralised;
  return { ...covered, state, attempt, neutralised: first };
}
