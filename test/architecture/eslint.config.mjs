/** What no file of ours may say; each rule stands for a sentence of the house style. Not type-aware, so that it takes seconds. */
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** `process.env` is read once per process: by the file named config.ts of an app, by a `bin`, and by the tests' own tools. */
const readsTheEnvironment = ['**/config.ts', '**/bin/**', 'test/**'];
/** Who speaks to a person at a terminal; everybody else writes structured logs. */
const speaks = ['apps/cli/**', '**/bin/**', 'test/bench/**', 'test/support/print-*.mjs'];
/** Tools that are given their settings, or a set-up, as a default export. */
const needsDefaultExport = ['test/*.config.mjs', 'test/architecture/*.config.mjs', 'test/support/global-*.mjs'];

const said = [
  { selector: 'TSEnumDeclaration', message: 'No enum: a union of literals, or a frozen table.' },
  { selector: 'ExportAllDeclaration', message: 'A front door lists its names.' },
  {
    selector: 'CatchClause > BlockStatement[body.length=0]',
    message: 'No empty catch: a failure is a refusal or an error.',
  },
  {
    selector: 'CallExpression[callee.property.name="catch"] > ArrowFunctionExpression > BlockStatement[body.length=0]',
    message: 'No empty catch: a failure is a refusal or an error.',
  },
  {
    selector: 'CallExpression[callee.object.name="jest"][callee.property.name=/[mM]ock/]',
    message: 'No mocks of our own code: real PostgreSQL, real queue, real keys.',
  },
];
const defaultExport = { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' };

/** Names that Node gives every module; spelled out because a package with them all would be one more dependency. */
const nodeGlobals = Object.fromEntries(
  ['process', 'Buffer', 'URL', 'console', 'performance', 'AbortController', 'AbortSignal', 'fetch', 'setTimeout']
    .concat([
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'setImmediate',
      'structuredClone',
      'TextDecoder',
      'TextEncoder',
    ])
    .map((name) => [name, 'readonly']),
);

export default defineConfig(
  { ignores: ['**/node_modules/**', 'dist/**', '.data/**', 'coverage/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'max-lines': ['error', 400],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...said, defaultExport],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read it in config.ts, once.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: ['node:process', 'process'].map((name) => ({
            name,
            importNames: ['env'],
            message: 'Read it in config.ts.',
          })),
        },
      ],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'anywhere' }],
      'prefer-const': 'error',
    },
  },
  { files: ['**/*.{js,mjs,cjs}'], languageOptions: { globals: nodeGlobals } },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', __dirname: 'readonly' },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  { files: readsTheEnvironment, rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': 'off' } },
  { files: speaks, rules: { 'no-console': 'off' } },
  { files: needsDefaultExport, rules: { 'no-restricted-syntax': ['error', ...said] } },
);
