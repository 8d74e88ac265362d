import noUnsanitized from 'eslint-plugin-no-unsanitized';
import reactHooks from 'eslint-plugin-react-hooks';
import security from 'eslint-plugin-security';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * The layers, lowest first. A folder may import what stands before it; `docs/architecture.md` shows the same table.
 * Each rule names what the folder must not reach.
 */
/** @type {{ folder: string, mayNotImport: string[] }[]} */
const LAYERS = [
  { folder: 'common', mayNotImport: ['**/main/**', '**/renderer/**', 'node:*', 'electron', 'react', 'better-sqlite3'] },
  { folder: 'renderer', mayNotImport: ['**/main/**', 'node:*', 'electron', 'zod', 'better-sqlite3'] },
  {
    folder: 'main/platform',
    mayNotImport: [
      '**/crypto/**',
      '**/tlog/**',
      '**/db/**',
      '**/core/**',
      '**/rpc/**',
      '**/hosts/**',
      '**/cli/**',
      '**/renderer/**',
      'electron',
      'better-sqlite3',
    ],
  },
  {
    folder: 'main/crypto',
    mayNotImport: [
      '**/tlog/**',
      '**/db/**',
      '**/core/**',
      '**/rpc/**',
      '**/hosts/**',
      '**/cli/**',
      '**/renderer/**',
      'electron',
      'better-sqlite3',
    ],
  },
  {
    folder: 'main/tlog',
    mayNotImport: [
      '**/db/**',
      '**/core/**',
      '**/rpc/**',
      '**/hosts/**',
      '**/cli/**',
      '**/renderer/**',
      'electron',
      'better-sqlite3',
    ],
  },
  {
    folder: 'main/db',
    mayNotImport: ['**/core/**', '**/rpc/**', '**/hosts/**', '**/cli/**', '**/renderer/**', 'electron'],
  },
  {
    folder: 'main/core',
    mayNotImport: ['**/rpc/**', '**/hosts/**', '**/cli/**', '**/renderer/**', 'electron', 'better-sqlite3'],
  },
  {
    folder: 'main/rpc',
    mayNotImport: [
      '**/tlog/**',
      '**/db/**',
      '**/hosts/**',
      '**/cli/**',
      '**/renderer/**',
      'electron',
      'better-sqlite3',
    ],
  },
  { folder: 'main/hosts', mayNotImport: ['**/cli/**', '**/renderer/**', 'better-sqlite3'] },
  { folder: 'main/cli', mayNotImport: ['**/renderer/**', 'electron', 'better-sqlite3'] },
];

export default defineConfig(
  { ignores: ['out/', 'dist/', 'node_modules/', 'models/**/*.js', 'playwright-report/', 'test-results/'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['common/tsconfig.json', 'main/tsconfig.json', 'renderer/tsconfig.json', 'tests/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { security, 'no-unsanitized': noUnsanitized },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'max-lines': ['error', { max: 450, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      'no-unsanitized/method': 'error',
      'no-unsanitized/property': 'error',
      'security/detect-eval-with-expression': 'error',
      'security/detect-bidi-characters': 'error',
      'security/detect-unsafe-regex': 'error',
    },
  },
  {
    files: ['renderer/**/*.tsx', 'renderer/**/*.ts'],
    extends: [reactHooks.configs.flat.recommended],
  },
  ...LAYERS.map(({ folder, mayNotImport }) => ({
    files: [`${folder}/**/*.ts`, `${folder}/**/*.tsx`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: [...mayNotImport], message: `${folder}/ may not import this layer (docs/architecture.md).` },
          ],
        },
      ],
    },
  })),
  {
    files: ['main/**/*.ts'],
    ignores: ['main/db/**', 'main/hosts/electron/**', 'main/electron.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'better-sqlite3', message: 'SQLite lives in the database worker only.' },
            { name: 'electron', message: 'Only the Electron host imports electron.' },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', 'tests/**/*.ts'],
    rules: {
      'no-restricted-imports': 'off',
      '@typescript-eslint/no-restricted-imports': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['scripts/**/*.ts', 'main/cli/**/*.ts', 'tests/**/*.ts'], rules: { 'no-console': 'off' } },
);
