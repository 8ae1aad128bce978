import { BacklotError } from '../domain/errors.js';
import type { DatabaseRule, ScrubRules } from '../domain/fleet/rules.js';
import type { Catalog } from './catalog/model.js';
import { readCatalog } from './catalog/read-catalog.js';
import type { Coverage, Missing } from './coverage.js';
import { coverCatalog } from './coverage.js';
import { missingJsonPaths } from './coverage-json.js';
import { listDatabases } from './prepare/databases.js';
import { requireLanguage } from './prepare/language.js';
import { joinOwners, leaveOwners } from './prepare/memberships.js';
import type { Session, Sessions } from './session.js';
import { suggestYaml } from './suggest.js';
import type { ScrubTarget } from './target.js';

/** One logical database whose every table, column and JSON key has a rule. */
export interface CoveredDatabase extends Coverage {
  readonly rules: Exclude<DatabaseRule, string>;
  /** Roles that the master became a member of for the run. */
  readonly joined: readonly string[];
}

/**
 * Compares a whole server with its rules and changes nothing but the master's memberships, which it needs to read.
 *
 * @throws RuleMissing when something has no rule; the message ends with YAML to paste.
 * @throws RuleInvalid when a rule names what does not exist, or cannot apply.
 */
export async function coverServer(
  sessions: Sessions,
  target: ScrubTarget,
  rules: ScrubRules,
  documents: 'read-documents' | 'skip-documents' = 'read-documents',
): Promise<CoveredDatabase[]> {
  const list = await sessions.use(target.maintenanceDatabase ?? 'postgres', (session) => listDatabases(session, rules));
  const missing: Missing[] = [];
  const problems = list.unknown.map((name) => `there is no logical database ${name}; delete its rules`);
  const catalogs = new Map<string, Catalog>();
  const covered: CoveredDatabase[] = [];
  for (const database of list.open) {
    if (list.missing.includes(database)) missing.push({ database });
    await sessions.use(database, async (session) => {
      const catalog = await readCatalog(session);
      catalogs.set(database, catalog);
      const rule = rules.databases[database] ?? 'empty';
      const coverage = coverCatalog(catalog, rule);
      missing.push(...coverage.missing);
      problems.push(...coverage.problems);
      if (rule === 'empty') {
        if (!list.missing.includes(database) && coverage.missing.length === 0 && !(await isEmpty(session))) {
          problems.push(`${database}: is said to be empty, but holds functions, types or large objects of users`);
        }
        return;
      }
      await requireLanguage(session);
      const joined = await joinOwners(session);
      covered.push({ ...coverage, rules: rule, joined });
      if (documents === 'read-documents') missing.push(...(await missingJsonPaths(session, coverage)));
    });
  }
  if (missing.length > 0 || problems.length > 0) {
    await leaveAll(sessions, covered);
    throw missing.length > 0 ? ruleMissing(missing, problems, catalogs) : ruleInvalid(problems);
  }
  return covered;
}

/** Leaves the roles that `coverServer` joined. */
export async function leaveAll(sessions: Sessions, covered: readonly CoveredDatabase[]): Promise<void> {
  for (const { database, joined } of covered) {
    if (joined.length > 0) await sessions.use(database, (session) => leaveOwners(session, joined));
  }
}

async function isEmpty(session: Session): Promise<boolean> {
  const { empty } = await session.row<{ empty: boolean }>(
    `select not exists (
       select from pg_class c where c.oid >= 16384 and c.relnamespace::regnamespace::text !~ '^pg_(toast|temp)'
         and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('e', 'i'))
       union all
       select from pg_proc p where p.oid >= 16384
         and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
       union all
       select from pg_largeobject_metadata
     ) as empty`,
    [],
    'Looking for objects of users',
  );
  return empty;
}

function ruleMissing(
  missing: readonly Missing[],
  problems: readonly string[],
  catalogs: ReadonlyMap<string, Catalog>,
): BacklotError {
  const yaml = suggestYaml(missing, catalogs);
  const names = missing.map(({ database, table, column, path }) =>
    [database, table, column, path].filter((part) => part !== undefined).join(' '),
  );
  return new BacklotError(
    'RuleMissing',
    `${String(missing.length)} parts of the schema have no scrub rule (${names.slice(0, 10).join('; ')}` +
      `${names.length > 10 ? '; …' : ''}), so nothing was changed: what no rule names could be personal data. ` +
      `Check and add to \`scrub:\` of the database file:\n${yaml}`,
    { missing, problems, yaml },
  );
}

function ruleInvalid(problems: readonly string[]): BacklotError {
  return new BacklotError(
    'RuleInvalid',
    `Scrub rules do not fit the schema, so nothing was changed:\n${problems.map((problem) => `- ${problem}\n`).join('')}Correct them in the database file.`,
    { problems },
  );
}
