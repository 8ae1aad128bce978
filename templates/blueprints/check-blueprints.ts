import { z } from 'zod';
import type { Account } from '../../domain/fleet/account.js';
import { closest } from '../../domain/fleet/closest.js';
import { explainIssues } from '../../domain/fleet/explain-issues.js';
import type { FleetContent } from '../../domain/fleet/fleet.js';
import type { ParsedFile } from '../../domain/fleet/fleet-files.js';
import type { ProblemCode } from '../../domain/fleet/problem-codes.js';
import type { Finding } from '../../domain/fleet/problem.js';
import { findGraphFaults, type GraphFault } from '../../domain/stacks/graph-faults.js';
import { longestVpcPrefix, planSubnets } from '../../domain/stacks/subnet-plan.js';
import { wordsOfThrown } from '../../domain/words-of-thrown.js';
import type { StackDefinition } from '../define-stack.js';
import type { Blueprint } from './define-blueprint.js';
import { environmentStacks, type Blueprints } from './stacks-of.js';
import { typesWithoutFinder } from './types-without-finder.js';

const codes: Readonly<Record<GraphFault['kind'], ProblemCode>> = {
  name: 'NameInvalid',
  duplicate: 'DuplicateName',
  import: 'ReferenceUnknown',
  type: 'StackTypeMismatch',
  cycle: 'StackCycle',
};

/**
 * Finds what is wrong between account files and their blueprints: a blueprint that there is not, parameters that it does
 * not take, a block too small for its subnets, stacks that cannot be put into an order, and types that nothing finds again.
 *
 * @param fleet left out while other files have problems: stacks are only made from a whole fleet.
 */
export function* checkBlueprints(
  accounts: readonly ParsedFile<Account>[],
  blueprints: Blueprints,
  fleet?: FleetContent,
): Iterable<Finding> {
  for (const { file, value } of accounts) {
    if (value.blueprint === undefined) continue;
    const blueprint = blueprints.get(value.blueprint);
    if (blueprint === undefined) {
      yield unknownBlueprint(file, value.blueprint, blueprints);
      continue;
    }
    yield* checkBlocks(file, value);
    const problems = checkParameters(file, value, blueprint);
    yield* problems;
    if (fleet && problems.length === 0) yield* checkStacks(file, fleet, value, blueprint);
  }
}

function checkParameters(file: string, { parameters }: Account, blueprint: Blueprint): Finding[] {
  const schema = z.object({ parameters: blueprint.parameters });
  const value = { parameters };
  const result = schema.safeParse(value);
  return result.success ? [] : explainIssues({ file, schema, value }, result.error.issues);
}

function* checkBlocks(file: string, { regions }: Account): Iterable<Finding> {
  for (const [region, { cidr, availabilityZones }] of Object.entries(regions)) {
    if (planSubnets(cidr, availabilityZones)) continue;
    yield {
      code: 'CidrInvalid',
      file,
      path: ['regions', region, 'cidr'],
      what: `the block ${cidr} is too small for ${availabilityZones} zones`,
      why: 'each zone has a subnet of every kind, and AWS takes none smaller than /28',
      mend: `use a block of /${longestVpcPrefix(availabilityZones)} or larger`,
    };
  }
}

function checkStacks(file: string, fleet: FleetContent, account: Account, blueprint: Blueprint): Finding[] {
  let stacks: readonly StackDefinition[];
  let unknown: ReturnType<typeof typesWithoutFinder>;
  try {
    stacks = environmentStacks(fleet, account, blueprint);
    unknown = typesWithoutFinder(fleet, account, blueprint, stacks);
  } catch (error) {
    return [
      {
        code: 'BlueprintInvalid',
        file,
        path: ['blueprint'],
        what: `the blueprint ${blueprint.name} fails: ${wordsOfThrown(error)}`,
        why: 'it cannot make the stacks of this environment',
        mend: 'correct the blueprint, or the parameters that it fails on',
      },
    ];
  }
  const faults = findGraphFaults(stacks).map(({ kind, what, mend }): Finding => ({
    code: codes[kind],
    file,
    path: ['blueprint'],
    what,
    why: `the stacks of the blueprint ${blueprint.name} cannot be applied in any order`,
    mend,
  }));
  return [...faults, ...unknown.map(({ type, stack }) => withoutFinder(file, blueprint, type, stack))];
}

function withoutFinder(file: string, { name }: Blueprint, type: string, stack: string): Finding {
  return {
    code: 'FinderMissing',
    file,
    path: ['blueprint'],
    what: `the blueprint ${name} makes ${type} in ${stack}, which Backlot cannot find again`,
    why: 'after a crash nobody would know of it, and the account could not be emptied',
    mend: `make something else of it, or add a finder for ${type} to Backlot: activities/finders/`,
  };
}

function unknownBlueprint(file: string, name: string, blueprints: Blueprints): Finding {
  const known = [...blueprints.keys()].toSorted();
  const near = closest(name, known);
  const otherwise = `add blueprints/${name}.js`;
  return {
    code: 'ReferenceUnknown',
    file,
    path: ['blueprint'],
    what: `there is no blueprint "${name}"`,
    why: `known are ${known.join(', ')}`,
    mend: near === undefined ? otherwise : `write ${near}, or ${otherwise}`,
  };
}
