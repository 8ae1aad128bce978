import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

/** How a piece of code is linted. */
export interface LintOptions {
  /** Where the code pretends to be, relative to the checkout. Rules that need types want a file that exists. */
  readonly path: string;
  readonly types: boolean;
}

const linter = (types: boolean): ESLint =>
  new ESLint({
    cwd: process.cwd(),
    ignore: false,
    overrideConfig: types ? [] : [tseslint.configs.disableTypeChecked],
  });

const linters = { typed: linter(true), untyped: linter(false) };

/** Lints code with the project's own configuration and returns the rules that it breaks, each once. */
export async function brokenRules(code: string, { path, types }: LintOptions): Promise<string[]> {
  const [result] = await (types ? linters.typed : linters.untyped).lintText(code, { filePath: path });
  const rules = (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
  return [...new Set(rules)].sort();
}
