import { spawnSync } from 'node:child_process';
import type { SandboxDescription } from '../runtime/description.js';
import { askBacklot, tellBacklot } from './backlot.js';
import type { Checks } from './checks.js';
import { openAccount } from './cloud.js';
import { newAccount } from './fleet.js';
import { resolveNames } from './names.js';

/** What the life of an account is shown with. */
interface Scenery {
  readonly sandbox: SandboxDescription;
  readonly sandboxName: string;
  readonly env: NodeJS.ProcessEnv;
  readonly checks: Checks;
  /** Runs a command that must succeed. */
  readonly run: (args: readonly string[], env: NodeJS.ProcessEnv) => Promise<{ readonly ms: number }>;
}

/** How long its parts took, in ms. */
export interface AccountTimes {
  readonly made: number;
  readonly unchanged: number;
  readonly destroyed: number;
}

const database = `users.db.${newAccount}.acme.example`;

/** Tells whether there is a Terraform to run. */
export function findsTerraform(env: NodeJS.ProcessEnv): boolean {
  return spawnSync(env['BACKLOT_TERRAFORM'] ?? 'terraform', ['version'], { env, stdio: 'ignore' }).status === 0;
}

/** Makes an account from its file alone, with its database; makes it again; and takes it away, as it was shown. */
export async function showNewAccount({ sandbox, sandboxName, env, checks, run }: Scenery): Promise<AccountTimes> {
  const servedBy = async () => (await resolveNames(sandbox, [database])).get(database) ?? '';
  const made = await run(['spawn', newAccount, '--wait'], env);
  const { accounts } = await askBacklot<SandboxDescription>(['sandbox', 'status', '--name', sandboxName], env);
  // The organisation's account has a name that nobody has had before.
  const { name } = accounts.find((each) => each.name.startsWith(`${newAccount}-`)) ?? { name: newAccount };
  const account = await openAccount(name, sandboxName, env, 'BacklotRead');
  const [instance] = await account.instances();
  checks.add(`${database} leads to the database in ${newAccount}`, (await servedBy()) === instance?.id);
  const unchanged = await run(['spawn', newAccount, '--wait'], env);

  const { output } = await tellBacklot(['destroy', newAccount, '--delete-foreign'], env);
  const digest = /--digest (\w+)/.exec(output)?.[1] ?? '';
  const confirmed = ['--digest', digest, '--yes-destroy', newAccount];
  const destroyed = await run(['destroy', newAccount, '--delete-foreign', ...confirmed, '--wait'], env);
  checks.add(`${database} is no name any more`, (await servedBy()) === 'no such name');
  const left = await account.belongings();
  checks.add(
    `of ${newAccount} no database, snapshot, secret or network is left: ${left.join(', ') || 'nothing'}`,
    left.length === 0,
  );
  return { made: made.ms, unchanged: unchanged.ms, destroyed: destroyed.ms };
}
