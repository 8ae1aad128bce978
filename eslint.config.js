import { defineConfig } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { house } from './scripts/lint/plugin.mjs';
import { everywhere, noBlocking, noClock, noDice, noEnvironment, wholeTests } from './scripts/lint/syntax.mjs';

const product = ['activities', 'chatops', 'cli', 'config', 'domain', 'scrub', 'templates', 'workers', 'workflows'];
const within = (...directories) => directories.map((directory) => `${directory}/**/*.ts`);
const restricted = (...lists) => ({ 'no-restricted-syntax': ['error', ...everywhere, ...lists.flat()] });

export default defineConfig(
  { ignores: ['dist/', '.sandbox/', 'coverage/', 'test/unit/fixtures/', '**/*.d.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { 'import-x': importX, house },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      // Without these two, no-cycle cannot follow an import that ends in `.js` to its `.ts` file and finds nothing.
      ...importX.flatConfigs.typescript.settings,
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: 'tsconfig.json' })],
    },
    rules: {
      '@typescript-eslint/ban-ts-comment': [
        'error',
        {
          'ts-ignore': true,
          'ts-nocheck': true,
          'ts-expect-error': 'allow-with-description',
          minimumDescriptionLength: 10,
        },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/only-throw-error': ['error', { allowRethrowing: true, allowThrowingUnknown: true }],
      // Activities, services and set-ups are plain objects of functions that never use `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'house/layer-imports': 'error',
      'house/no-barrel': 'error',
      'max-lines': ['error', { max: 400 }],
      eqeqeq: 'error',
      'no-console': 'error',
      ...restricted(),
    },
  },
  { files: within(...product), rules: restricted(noEnvironment) },
  { files: within('config'), rules: restricted() },
  { files: within('activities', 'chatops', 'scrub', 'workers'), rules: restricted(noEnvironment, noBlocking) },
  { files: within('domain', 'templates'), rules: restricted(noEnvironment, noClock, noDice) },
  // The SDK gives workflow code a clock that replays; dice it gives too, but ids must survive a reset.
  { files: within('workflows'), rules: restricted(noEnvironment, noDice) },
  { files: within('cli', 'bench'), rules: { 'no-console': 'off' } },
  { files: within('test'), rules: restricted(wholeTests) },
  { files: ['**/*.{js,mjs}'], rules: { eqeqeq: 'error', 'no-undef': 'off', 'no-unused-vars': 'error' } },
);
