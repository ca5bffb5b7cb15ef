import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Who may know whom. The table stands in docs/architecture.md; a spec lints a known-bad import and expects the error. */
const mayImport = {
  'type:app': ['type:contract', 'type:platform', 'type:foundation'],
  'type:platform': ['type:foundation'],
  'type:contract': ['type:foundation'],
  'type:foundation': [],
  'type:testing': ['type:testing', 'type:contract', 'type:platform', 'type:foundation'],
  'type:tool': ['type:testing', 'type:contract', 'type:platform', 'type:foundation'],
};

const boundaries = (also = []) => [
  'error',
  {
    enforceBuildableLibDependency: true,
    allow: [],
    depConstraints: Object.entries(mayImport).map(([sourceTag, tags]) => ({
      sourceTag,
      onlyDependOnLibsWithTags: [...tags, ...also],
    })),
  },
];

const specs = ['**/*.spec.ts', '{apps,libs}/*/test/**/*.ts'];
const readsEnvironment = [
  '**/*.config.ts',
  '**/main.ts',
  '**/migrate.ts',
  'libs/local-stack/**',
  'libs/testing/**',
  'tools/**',
  'e2e/**',
];

export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.local/**', 'coverage/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    ignores: [...specs, ...readsEnvironment],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment in <app>.config.ts only.' },
      ],
    },
  },
  {
    files: specs,
    rules: {
      '@nx/enforce-module-boundaries': boundaries(['type:testing']),
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    files: ['{apps/*,libs/contracts}/src/**/!(*.*).ts'],
    ignores: ['**/{main,index,migrate}.ts', '**/database/migrations/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                '@nestjs/*',
                'typeorm',
                'fastify',
                '@fastify/*',
                'bullmq',
                'pg',
                'ioredis',
                'stripe',
                'nodemailer',
                'undici',
              ],
              allowTypeImports: true,
              message:
                'A file with one dot is pure: give it a second dot that names its role, or leave the framework out.',
            },
          ],
        },
      ],
    },
  },
  { files: ['tools/**', 'e2e/**', 'bench/**'], rules: { 'no-console': 'off' } },
);
