import type { ScrubRules } from '../domain/fleet/rules.js';
import { coverServer, leaveAll } from './cover.js';
import { withSessions } from './session.js';
import type { ScrubTarget } from './target.js';

/** How much a server's rules cover. Counts. */
export interface CoverageReport {
  readonly databases: readonly { readonly database: string; readonly tables: number; readonly columns: number }[];
}

/**
 * Checks that the rules name every logical database, table, column and JSON key of a server, and nothing else.
 *
 * @throws RuleMissing with YAML to paste; RuleInvalid.
 */
export async function checkCoverage(
  target: ScrubTarget,
  rules: ScrubRules,
  signal?: AbortSignal,
): Promise<CoverageReport> {
  return await withSessions(target, { name: 'backlot-scrub coverage', signal }, async (sessions) => {
    const covered = await coverServer(sessions, target, rules);
    await leaveAll(sessions, covered);
    return {
      databases: covered.map(({ database, relations }) => ({
        database,
        tables: relations.length,
        columns: relations.reduce((sum, { columns }) => sum + columns.length, 0),
      })),
    };
  });
}
