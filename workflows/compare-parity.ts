import { setHandler } from '@temporalio/workflow';
import type { CnameRecord } from '../domain/messages/dns.js';
import type { FoundGeneration } from '../domain/messages/generation.js';
import type { InstancePair, ParityInput, ParityPlan, ParityReport } from '../domain/messages/parity.js';
import { compareEnvironment } from '../domain/parity/compare-environment.js';
import { servingOf } from '../domain/parity/compare-names.js';
import { reads } from './support/activities.js';
import { findServing } from './support/find-serving.js';
import { label, requireOptionalTexts, requireText } from './support/operation.js';
import { pool } from './support/pool.js';
import { Steps, stepsQuery } from './support/steps.js';
import { standings } from './support/terraform.js';

const steps = ['resolve the fleet', 'find what serves', 'describe the databases', 'look at the stacks'];

/** Hundreds of databases are looked at in a minute or two, and neither account is throttled for it. */
const looksAtOnce = 5;

/**
 * Compares an environment with production and says why each difference is there. It changes nothing, so it needs no
 * lease; while a refresh runs it may see one database before the cutover and another after it.
 *
 * Query `steps`.
 */
export async function compareParity(input: ParityInput): Promise<ParityReport> {
  const account = requireText(input, 'account', '{"account":"qa1"}');
  requireOptionalTexts(input, 'requestedBy');
  const progress = new Steps(`Comparing **${account}** with production`, steps);
  setHandler(stepsQuery, () => progress.view());
  label({ environment: account, ...(input.requestedBy === undefined ? {} : { requestedBy: input.requestedBy }) });

  const plan = await progress.run('resolve the fleet', () => reads.resolveParity({ account }));
  const { found, records } = await progress.run('find what serves', () => findServing(plan));
  const pairs = await progress.run('describe the databases', () => describePairs(plan, found, records ?? []));
  const { environment, fleet, hasBlueprint } = plan;
  const stacks = await progress.run('look at the stacks', async () =>
    hasBlueprint
      ? await standings().findStandings({ environment: account, accountId: environment.accountId, fleet })
      : [],
  );
  return compareEnvironment({ plan, found, pairs, stacks, ...(records === undefined ? {} : { records }) }, Date.now());
}

async function describePairs(
  plan: ParityPlan,
  found: readonly FoundGeneration[],
  records: readonly CnameRecord[],
): Promise<Record<string, InstancePair>> {
  const described = await pool(plan.databases, looksAtOnce, async (target) => {
    const { name, source } = target.database;
    const serving = servingOf(plan, target, found, records);
    const pair = await reads.describePair({
      source: { place: source.place, instance: source.instance },
      ...(serving === undefined ? {} : { serving: { place: serving.place, instance: serving.instance } }),
    });
    return [name, pair] as const;
  });
  return Object.fromEntries(
    described.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    }),
  );
}
