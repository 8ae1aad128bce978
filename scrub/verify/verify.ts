import { BacklotError } from '../../domain/errors.js';
import { readSeal } from '../canary.js';
import { relationName } from '../catalog/model.js';
import type { CoveredDatabase } from '../cover.js';
import { coverServer, leaveAll } from '../cover.js';
import type { RunKeys } from '../keys.js';
import { deriveKeys, lendSeed } from '../keys.js';
import { Progress } from '../progress.js';
import type { ScrubReport } from '../report.js';
import { runConcurrently } from '../run-concurrently.js';
import { SessionCache } from '../session-cache.js';
import { withSessions, type Session, type Sessions } from '../session.js';
import type { CanarySeal } from '../state.js';
import { RunState } from '../state.js';
import type { ScrubOptions, ScrubTarget } from '../target.js';
import type { Contents } from './contents.js';
import type { Finding, VerificationReport, VerifiedDatabase } from './finding.js';
import { fingerprintSchema } from './fingerprint.js';
import { proveSearch } from './planted.js';
import { searchRelation } from './search-relation.js';
import { searchSchema } from './search-schema.js';
import { checkDatabaseState, checkServerState } from './server-state.js';
import { checkStructure } from './structure.js';

/**
 * Looks for anything of production's that the scrub left: in every text of every table, materialised view, statistic,
 * comment and definition, and in the state of the server. May run any number of times until `removeTraces`.
 *
 * @param scrubbed the report of the scrub: its seals prove that the canaries are those of before the first rewrite.
 * @returns a report whose `passed` is false when something was found.
 * @throws CannotDecide when a check could not be carried out; RuleMissing when the schema has grown.
 */
export async function verify(
  target: ScrubTarget,
  options: ScrubOptions,
  scrubbed: ScrubReport,
): Promise<VerificationReport> {
  const keys = deriveKeys(options.key, options.runId);
  const name = `backlot-verify ${options.runId}`;
  return await withSessions(target, { name, signal: options.signal }, async (sessions) => {
    const covered = await coverServer(sessions, target, options.rules, 'skip-documents');
    const findings: Finding[] = [];
    const databases: VerifiedDatabase[] = [];
    for (const database of covered) {
      const seal = scrubbed.databases.find((report) => report.database === database.database)?.canaries;
      databases.push(await verifyDatabase(sessions, options, keys, database, seal, findings));
    }
    const maintenance = target.maintenanceDatabase ?? 'postgres';
    findings.push(
      ...(await sessions.use(maintenance, (session) => checkServerState(session, options.applicationRoles))),
    );
    await leaveAll(sessions, covered);
    return { passed: findings.length === 0, runId: options.runId, findings, databases };
  });
}

async function verifyDatabase(
  sessions: Sessions,
  options: ScrubOptions,
  keys: RunKeys,
  database: CoveredDatabase,
  seal: CanarySeal | undefined,
  findings: Finding[],
): Promise<VerifiedDatabase> {
  const name = database.database;
  const cache = new SessionCache(sessions, (session) => lendSeed(session, keys));
  const relations = database.relations.filter(({ relation }) => ['table', 'matview'].includes(relation.kind));
  const progress = new Progress(
    options.onProgress,
    'verify',
    relations.map(({ relation }) => relation),
  );
  let columns = 0;
  let rows = 0;
  const selectiveKept: string[] = [];
  const contents: Record<string, Contents> = {};
  let schema: string;
  try {
    const control = await cache.get(name, 0);
    await assertSealed(control, keys, options.runId, seal);
    await proveSearch(control, keys);
    findings.push(...(await checkStructure(control, database.relations)));
    const largestFirst = [...relations].sort((a, b) => b.relation.bytes - a.relation.bytes);
    await runConcurrently(largestFirst, options.connections ?? 2, async (ruled, runner) => {
      progress.begin(name, ruled.relation);
      const result = await searchRelation(await cache.get(name, runner), ruled);
      findings.push(...result.findings);
      selectiveKept.push(...result.selectiveKept);
      columns += result.columns;
      if (result.contents !== undefined) contents[relationName(ruled.relation)] = result.contents;
      rows += result.contents?.rows ?? 0;
      progress.finish(name, ruled.relation);
    });
    findings.push(...(await searchSchema(control)));
    findings.push(...(await checkDatabaseState(control)));
    schema = await fingerprintSchema(control);
  } finally {
    await cache.close();
  }
  const canaries = seal?.count ?? 0;
  return {
    database: name,
    tables: relations.length,
    columns,
    rows,
    canaries,
    selectiveKept: selectiveKept.sort(),
    schema,
    contents,
  };
}

/** The canaries must be those that were sealed: an emptied or exchanged table of them would find nothing. */
async function assertSealed(
  session: Session,
  keys: RunKeys,
  runId: string,
  seal: CanarySeal | undefined,
): Promise<void> {
  const state = new RunState(keys, runId, session.database);
  const present = await state.exists(session);
  const actual = present ? await readSeal(session) : undefined;
  if (seal !== undefined && actual?.count === seal.count && actual.digest === seal.digest && seal.count > 0) return;
  throw new BacklotError(
    'CannotDecide',
    `The canaries of database ${session.database} are missing or are not those that the scrub sealed, so a search would ` +
      'prove nothing. Start again from the raw snapshot.',
    { database: session.database },
  );
}
