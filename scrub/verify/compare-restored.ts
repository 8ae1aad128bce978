import { relationName } from '../catalog/model.js';
import type { CoveredDatabase } from '../cover.js';
import { coverServer } from '../cover.js';
import { deriveKeys, lendSeed, type RunKeys } from '../keys.js';
import { withRowsVisible } from '../rows-visible.js';
import { runConcurrently } from '../run-concurrently.js';
import { SessionCache } from '../session-cache.js';
import { withSessions, type Session, type Sessions } from '../session.js';
import type { ScrubOptions, ScrubTarget } from '../target.js';
import { stateSchema } from '../target.js';
import { digestRelation, type Contents } from './contents.js';
import type { Finding, VerificationReport, VerifiedDatabase } from './finding.js';
import { fingerprintSchema } from './fingerprint.js';
import { checkDatabaseState, checkServerState } from './server-state.js';

/** What a comparison found. Plain JSON without values. */
export interface RestoredReport {
  /** True when the restored server is what was verified, and nothing else. */
  readonly passed: boolean;
  readonly findings: readonly Finding[];
}

/**
 * Compares a server that was restored from the snapshot of a verified one with what the verification saw: the same
 * databases, definitions and rows, value for value, and a state in which nothing can act. The canaries are gone by then,
 * and are not needed: contents that are equal have passed the same search.
 *
 * The server is to be thrown away: the master user becomes a member of the roles that own tables.
 *
 * @throws CannotDecide when something could not be read; RuleMissing when the schema has grown.
 */
export async function compareRestored(
  target: ScrubTarget,
  options: ScrubOptions,
  verified: VerificationReport,
): Promise<RestoredReport> {
  const keys = deriveKeys(options.key, options.runId);
  const name = `backlot-compare ${options.runId}`;
  return await withSessions(target, { name, signal: options.signal }, async (sessions) => {
    const covered = await coverServer(sessions, target, options.rules, 'skip-documents');
    const findings: Finding[] = [];
    for (const database of covered) {
      const known = verified.databases.find((report) => report.database === database.database);
      findings.push(...(await compareDatabase(sessions, options, keys, database, known)));
    }
    const present = new Set(covered.map(({ database }) => database));
    for (const { database } of verified.databases) {
      if (!present.has(database)) findings.push({ database, object: 'database', check: 'contents', count: 1 });
    }
    const maintenance = target.maintenanceDatabase ?? 'postgres';
    findings.push(
      ...(await sessions.use(maintenance, (session) => checkServerState(session, options.applicationRoles))),
    );
    return { passed: findings.length === 0, findings };
  });
}

async function compareDatabase(
  sessions: Sessions,
  options: ScrubOptions,
  keys: RunKeys,
  { database, relations }: CoveredDatabase,
  known: VerifiedDatabase | undefined,
): Promise<Finding[]> {
  if (known === undefined) return [{ database, object: 'database', check: 'contents', count: 1 }];
  const findings: Finding[] = [];
  const found = new Map<string, Contents>();
  const stored = relations
    .map(({ relation }) => relation)
    .filter(({ kind, populated }) => kind === 'table' || (kind === 'matview' && populated))
    .sort((a, b) => b.bytes - a.bytes);
  const cache = new SessionCache(sessions, (session) => lendSeed(session, keys));
  try {
    await runConcurrently(stored, options.connections ?? 2, async (relation, runner) => {
      const session = await cache.get(database, runner);
      const contents = await withRowsVisible(session, relation, () => digestRelation(session, relation));
      found.set(relationName(relation), contents);
    });
    const control = await cache.get(database, 0);
    findings.push(...(await checkDatabaseState(control)), ...(await checkTraces(control)));
    if ((await fingerprintSchema(control)) !== known.schema) {
      findings.push({ database, object: 'definitions', check: 'schema', count: 1 });
    }
  } finally {
    await cache.close();
  }
  for (const name of new Set([...found.keys(), ...Object.keys(known.contents)])) {
    const [then, now] = [known.contents[name], found.get(name)];
    if (then?.digest === now?.digest && then?.rows === now?.rows) continue;
    const count = Math.abs((now?.rows ?? 0) - (then?.rows ?? 0)) || 1;
    findings.push({ database, object: `table ${name}`, check: 'contents', count });
  }
  return findings;
}

/** The engine's own state holds marks of originals: it must not travel. */
async function checkTraces(session: Session): Promise<Finding[]> {
  const { present } = await session.row<{ present: boolean }>(
    `select exists (select from pg_namespace where nspname = $1) as present`,
    [stateSchema],
    'Looking for the state of a run',
  );
  return present ? [{ database: session.database, object: `schema ${stateSchema}`, check: 'state', count: 1 }] : [];
}
