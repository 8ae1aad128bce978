import { createHash } from 'node:crypto';
import { relationName } from './catalog/model.js';
import type { CoveredDatabase } from './cover.js';
import { coverServer, leaveAll } from './cover.js';
import { resetComments } from './finish/comments.js';
import { refreshMatviews } from './finish/matviews.js';
import { renewStatistics } from './finish/statistics.js';
import type { RunKeys } from './keys.js';
import { deriveKeys } from './keys.js';
import { markOriginals } from './mark-originals.js';
import { planTables } from './plan.js';
import type { BegunDatabase } from './prepare/begin.js';
import { beginDatabase, refuseHazards } from './prepare/begin.js';
import { endOtherSessions } from './prepare/other-sessions.js';
import type { RolesReport } from './prepare/roles.js';
import { disarmRoles } from './prepare/roles.js';
import { Progress } from './progress.js';
import type { DatabaseReport, ScrubReport, TableReport } from './report.js';
import { restoreForeignKeys, takeForeignKeys } from './rewrite/foreign-keys.js';
import { rewriteTable } from './rewrite/table.js';
import { runConcurrently } from './run-concurrently.js';
import { SessionCache } from './session-cache.js';
import { withSessions, type Session, type Sessions } from './session.js';
import { FunctionSet } from './sql/functions.js';
import type { CanarySeal } from './state.js';
import type { ScrubOptions, ScrubTarget } from './target.js';
import { stateSchema } from './target.js';

export { closeForWriting, openForWriting } from './closing.js';
export { checkCoverage } from './check-coverage.js';
export { removeTraces } from './remove-traces.js';
export { compareRestored } from './verify/compare-restored.js';
export { verify } from './verify/verify.js';
export { readWriteState, writesBetween } from './write-state.js';

/** What the steps of a run share. */
interface Run {
  readonly target: ScrubTarget;
  readonly options: ScrubOptions;
  readonly keys: RunKeys;
  readonly sessions: Sessions;
}

/**
 * Replaces every value that the rules name by a pseudonym, in every logical database of a server, and gives every table
 * new storage. Run it against a quarantined copy only: it ends all other sessions and cannot be undone.
 *
 * A run that was killed goes on where it stopped when it is started again with the same run id and key; a run that is
 * complete does nothing and returns the same report. When the signal fires, the statements on the server are ended.
 *
 * @throws RuleMissing, RuleInvalid before anything is changed; GuardRefused when production's own code would run;
 *   CannotDecide when a precondition cannot be established; SqlFailed with SQLSTATE and names only.
 */
export async function scrub(target: ScrubTarget, options: ScrubOptions): Promise<ScrubReport> {
  const keys = deriveKeys(options.key, options.runId);
  const name = `backlot-scrub ${options.runId}`;
  return await withSessions(target, { name, signal: options.signal }, (sessions) =>
    scrubServer({ target, options, keys, sessions }),
  );
}

async function scrubServer(run: Run): Promise<ScrubReport> {
  const { target, options, sessions, keys } = run;
  const maintenance = target.maintenanceDatabase ?? 'postgres';
  await sessions.use(maintenance, endOtherSessions);
  new Progress(options.onProgress, 'coverage', []).begin(maintenance);
  const covered = await coverServer(sessions, target, options.rules);
  await refuseBeforeChange(run, covered);
  const databases: BegunDatabase[] = [];
  for (const database of covered) {
    databases.push(
      await sessions.use(database.database, (session) => beginDatabase(session, database, keys, options.runId)),
    );
  }
  const earlier = await readReport(run, databases);
  if (earlier !== undefined) return earlier;
  const roles = await sessions.use(maintenance, (session) => disarmRoles(session, options.applicationRoles));
  const seals = await markOriginals(sessions, options, keys, databases);
  await rewriteAll(run, databases);
  return finishAll(run, databases, seals, roles);
}

/** Looks into every database for a reason to refuse before any is changed. */
async function refuseBeforeChange({ sessions }: Run, covered: readonly CoveredDatabase[]): Promise<void> {
  try {
    for (const database of covered) {
      await sessions.use(database.database, (session) => refuseHazards(session, database));
    }
  } catch (error) {
    await leaveAll(sessions, covered);
    throw error;
  }
}

/** Rewrites the tables of all databases, longest first, over so many connections at a time. */
async function rewriteAll({ options, keys, sessions }: Run, databases: readonly BegunDatabase[]): Promise<void> {
  const work = [];
  for (const database of databases) {
    const functions = new FunctionSet();
    const plans = planTables(database.relations, functions);
    const finished = await sessions.use(database.database, async (session) => {
      for (const definition of functions.definitions) await session.run(definition, [], 'Creating a rule’s function');
      await takeForeignKeys(session, database.state, database.rules.comments ?? 'reset');
      return database.state.finished(session);
    });
    work.push(...plans.filter(({ relation }) => !finished.has(relation.oid)).map((plan) => ({ database, plan })));
  }
  work.sort((a, b) => b.plan.relation.bytes - a.plan.relation.bytes);
  const progress = new Progress(
    options.onProgress,
    'rewrite',
    work.map(({ plan }) => plan.relation),
  );
  const cache = new SessionCache(sessions);
  try {
    await runConcurrently(work, options.connections ?? 2, async ({ database, plan }, runner) => {
      progress.begin(database.database, plan.relation);
      const session = await cache.get(database.database, runner);
      await rewriteTable(session, plan, keys, database.state, database.attempt);
      progress.finish(database.database, plan.relation);
    });
  } finally {
    await cache.close();
  }
}

/** Puts back what was taken away, renews what is derived from rows, and writes the report. */
async function finishAll(
  run: Run,
  databases: readonly BegunDatabase[],
  seals: ReadonlyMap<string, CanarySeal>,
  roles: RolesReport,
): Promise<ScrubReport> {
  const progress = new Progress(run.options.onProgress, 'finish', []);
  const reports: DatabaseReport[] = [];
  for (const database of databases) {
    progress.begin(database.database);
    const seal = seals.get(database.database) ?? { count: 0, digest: '' };
    reports.push(await run.sessions.use(database.database, (session) => finishDatabase(session, database, seal)));
  }
  const report: ScrubReport = {
    runId: run.options.runId,
    rulesDigest: createHash('sha256').update(canonicalJson(run.options.rules)).digest('hex'),
    databases: reports,
    roles,
  };
  for (const { database, state } of databases) {
    await run.sessions.use(database, (session) => state.setFact(session, 'report', JSON.stringify(report)));
  }
  return report;
}

async function finishDatabase(session: Session, database: BegunDatabase, seal: CanarySeal): Promise<DatabaseReport> {
  const comments = database.rules.comments ?? 'reset';
  const foreignKeys = await restoreForeignKeys(session, database.state);
  const materialisedViews = await refreshMatviews(session);
  const commentsRemoved = comments === 'keep' ? 0 : await resetComments(session);
  await renewStatistics(session, comments);
  return {
    database: database.database,
    tables: await tableReports(session, database),
    materialisedViews,
    foreignKeys,
    commentsRemoved,
    neutralised: database.neutralised,
    canaries: seal,
  };
}

async function tableReports(session: Session, { relations }: BegunDatabase): Promise<TableReport[]> {
  const rows = await session.rows<{ oid: number; before: string; after: string }>(
    `select oid, coalesce(rows_before, 0) as before, coalesce(rows_after, 0) as after from ${stateSchema}.relation`,
    [],
    'Reading the row counts',
  );
  const counts = new Map(rows.map((row) => [row.oid, row]));
  return planTables(relations, new FunctionSet()).map(({ relation, strategy }) => ({
    table: relationName(relation),
    strategy,
    rowsBefore: Number(counts.get(relation.oid)?.before ?? 0),
    rowsAfter: Number(counts.get(relation.oid)?.after ?? 0),
  }));
}

/** The report of a run that is complete in every database. */
async function readReport({ sessions }: Run, databases: readonly BegunDatabase[]): Promise<ScrubReport | undefined> {
  let report: string | undefined;
  for (const { database, state } of databases) {
    report = await sessions.use(database, (session) => state.fact(session, 'report'));
    if (report === undefined) return undefined;
  }
  return report === undefined ? undefined : (JSON.parse(report) as ScrubReport);
}

/** JSON with sorted keys, so that equal rules have one digest. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
