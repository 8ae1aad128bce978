import type { Command } from 'commander';
import { fleetDirectory } from '../../config/environment.js';
import { requireFleet } from '../../config/require-fleet.js';
import { policySubjects, type PolicySubject } from '../../templates/policies/catalogue.js';
import { toDocument } from '../../templates/policies/policy-document.js';
import { policyScopeOf } from '../../templates/policies/scope-of-fleet.js';
import { exampleHelp } from '../output/examples.js';
import { styleOf } from '../output/style.js';
import { chooseSubjects, type Choice } from '../policies/choose-subjects.js';
import { renderList, renderSubject } from '../policies/render-policies.js';
import { fleetOption } from './option-values.js';

interface PoliciesOptions extends Choice {
  readonly fleet?: string;
  readonly json?: boolean;
}

/** Adds `backlot policies`: what every role, key and worker of a fleet may do, for a reviewer. */
export function registerPoliciesCommand(program: Command): void {
  const policies = program
    .command('policies')
    .description('show the policies of roles, keys and worker identities; docs/security.md explains them');
  registerList(policies);
  registerShow(policies);
}

function registerList(policies: Command): void {
  policies
    .command('list')
    .description('list every role, key and worker identity of the fleet, and where it is')
    .option(...fleetOption)
    .option('--json', 'print one JSON array: kind, name, account, accountId, region, purpose')
    .addHelpText('after', exampleHelp([['backlot policies list --fleet examples/acme', 'all of them']]))
    .action(async ({ fleet, json }: PoliciesOptions) => {
      const subjects = await subjectsOf(fleet);
      if (json === true) printJson(subjects.map(({ rules: _rules, trust: _trust, ...shown }) => shown));
      else console.log(renderList(subjects).join('\n'));
    });
}

function registerShow(policies: Command): void {
  policies
    .command('show')
    .description('show who may become a role, and what a role, key or worker identity may do and why')
    .argument('<name>', 'a role, key or worker identity, as `list` shows it')
    .option(...fleetOption)
    .option('--account <name>', 'the account, where several have one of the name')
    .option('--region <region>', 'the region of a key, where several have one of the name')
    .option('--json', 'print one JSON array; its documents are in the form that AWS takes')
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot policies show BacklotSource', 'what can be done to production'],
        ['backlot policies show backlot-raw --region us-east-1', 'who can read unscrubbed copies'],
        ['backlot policies show BacklotData --account qa1 --json', 'the documents, for a tool'],
      ]),
    )
    .action(async (name: string, { fleet, json, ...choice }: PoliciesOptions) => {
      const chosen = chooseSubjects(await subjectsOf(fleet), name, choice);
      if (json === true) printJson(chosen.map(documentsOf));
      else console.log(chosen.map((subject) => renderSubject(subject, styleOf(process.stdout))).join('\n\n'));
    });
}

async function subjectsOf(fleet: string | undefined): Promise<PolicySubject[]> {
  return policySubjects(policyScopeOf(await requireFleet(fleetDirectory(fleet))));
}

function documentsOf({ trust, rules, ...subject }: PolicySubject): object {
  return { ...subject, ...(trust === undefined ? {} : { trust: toDocument(trust) }), policy: toDocument(rules) };
}

function printJson(value: unknown): void {
  console.log(JSON.stringify(value, undefined, 2));
}
