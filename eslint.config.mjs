import nx from '@nx/eslint-plugin';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Import rules, as in the table of docs/explanation/architecture.md. A spec lints a known-bad import and
 * expects the error.
 */
const mayImport = {
  'type:app': ['type:contract', 'type:platform', 'type:foundation'],
  'type:shopfront': ['type:contract', 'type:foundation', 'type:lab'],
  'type:platform': ['type:foundation'],
  'type:contract': ['type:foundation'],
  'type:foundation': [],
  'type:lab': [],
  'type:testing': [
    'type:testing',
    'type:engine',
    'type:lab',
    'type:contract',
    'type:platform',
    'type:foundation',
  ],
  'type:engine': ['type:testing', 'type:lab'],
  'type:example': ['type:engine', 'type:testing'],
  'type:simulator': ['type:foundation'],
  'type:failure': ['type:testing', 'type:engine', 'type:lab'],
  'type:tool': [
    'type:testing',
    'type:engine',
    'type:lab',
    'type:contract',
    'type:platform',
    'type:foundation',
  ],
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

const specs = ['**/*.spec.ts', '{apps,libs,harness,examples}/*/test/**/*.ts'];
const readsEnvironment = [
  '**/*.config.ts',
  '**/main.ts',
  '**/migrate.ts',
  'harness/local-stack/**',
  'harness/testing/**',
  'tools/**',
  'harness/e2e/**',
  'examples/**',
  'apps/*/test/suite.ts',
];

/** Modules that open connections, or give access to those. */
const network =
  '^(node:)?(http|https|http2|net|tls|dgram|module)$|^(undici|ioredis|axios|got|node-fetch|stripe|bullmq)(/|$)|^nodemailer(?!/lib/(mime-node|qp)$)(/|$)';
const networkGlobals = ['fetch', 'EventSource', 'WebSocket', 'XMLHttpRequest'];

const throughResilience =
  'Make network calls in a *.client.ts, through a Dependency of @holdfast/resilience.';

/**
 * Apps call others only from their clients, because breakers, time limits and reports must cover every call.
 */
const offTheNetwork = {
  'no-restricted-globals': ['error', ...networkGlobals.map((name) => ({ name, message: throughResilience }))],
  'no-restricted-syntax': [
    'error',
    ...[
      `ImportExpression[source.value=/${network.replaceAll('/', '\\/')}/]`,
      `MemberExpression[object.name=/^(globalThis|global)$/][property.name=/^(${networkGlobals.join('|')})$/]`,
      `MemberExpression[object.name=/^(globalThis|global)$/][computed=true]`,
      'VariableDeclarator[init.name=/^(globalThis|global)$/]',
      "CallExpression[callee.property.name='getBuiltinModule']",
    ].map((selector) => ({ selector, message: throughResilience })),
    {
      selector: "NewExpression[callee.name='OutboxRelay']",
      message: "Use MessagingModule: its guard is the queue's Dependency of @holdfast/resilience.",
    },
  ],
};

/**
 * Passes the requests of browsers on and never repeats one: retries and breakers would sit on top of those of
 * the browser's client, which holds the key.
 */
const passesOn = 'apps/storefront/src/pass-on/upstream.proxy.ts';

/** A queue that an app opens itself would have no guard. */
const unguardedQueues = {
  name: '@holdfast/messaging',
  importNames: ['openQueue', 'openWorker'],
  message: 'Write to the outbox, and consume with BullMqServer.',
};

const throughTheShop =
  'Buy and refund through web/shop.ts, read from the API in web/api.ts or a *.read.ts, and change the lab in a *.act.ts of web/lab.';

/** Pages make no calls of their own: a purchase sent past the client would have no key after a reload. */
const offTheNetworkInPages = {
  'no-restricted-globals': ['error', ...networkGlobals.map((name) => ({ name, message: throughTheShop }))],
  'no-restricted-syntax': [
    'error',
    ...[
      `MemberExpression[object.name=/^(globalThis|window|self)$/][property.name=/^(${networkGlobals.join('|')})$/]`,
      "MemberExpression[property.name='sendBeacon']",
    ].map((selector) => ({ selector, message: throughTheShop })),
  ],
};

/** JSX that no page may use. */
const unfitForPages = [
  {
    selector: 'JSXAttribute[name.name=/^(style|dangerouslySetInnerHTML)$/]',
    message: 'Style in a .css file and render text: the Content-Security-Policy allows nothing inline.',
  },
  {
    selector: "JSXAttribute[name.name='disabled']",
    message:
      'A disabled control loses the focus and explains nothing: use aria-disabled and respond to the click.',
  },
];

const pastTheClient = [
  {
    name: '@holdfast/checkout-client',
    importNames: ['CheckoutClient'],
    allowTypeImports: true,
    message: 'Use the one client of web/shop.ts.',
  },
  {
    name: '@tanstack/react-query',
    importNames: ['useMutation', 'MutationObserver'],
    message:
      'Buy and refund through web/shop.ts: a mutation would add a second retry policy on top of the first.',
  },
];

const isPure = {
  allowTypeImports: true,
  message:
    'A file with one dot is pure: give it a second dot that names its role, or leave the framework out.',
};

const isPurePage = {
  allowTypeImports: true,
  message:
    'A .ts file with one dot is free of React, so that its spec needs no browser: name it use-*.ts, or give it a second dot.',
};

/**
 * `eslint .` checks types in one program for all of Node's files and three for browsers, which takes 60 % of
 * the time of one per project. An editor, which lints one file, opens only that file's project.
 */
const programs = process.argv.includes('.')
  ? {
      project: [
        'tsconfig.lint.json',
        'apps/storefront/{web,test}/tsconfig.json',
        'harness/stripe-simulator/browser/tsconfig.json',
      ],
    }
  : { projectService: true };

export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.local/**', 'coverage/**'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { ...programs, tsconfigRootDir: import.meta.dirname } },
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
    files: ['**/*.{ts,tsx}'],
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
      '@nx/enforce-module-boundaries': boundaries(['type:testing', 'type:engine']),
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    // A service's own database is not such a dependency: without it the service is not ready.
    files: ['{apps,examples}/*/src/**/*.ts'],
    ignores: [...specs, '{apps,examples}/*/src/**/*.client.ts', passesOn],
    rules: {
      ...offTheNetwork,
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [unguardedQueues],
          patterns: [{ regex: network, allowTypeImports: true, message: throughResilience }],
        },
      ],
    },
  },
  {
    files: ['{apps,examples}/*/src/**/*.client.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "Program:not(:has(ImportDeclaration[source.value='@holdfast/resilience'] > ImportSpecifier[imported.name=/^(Dependency|HttpClient|Resilience)$/]))",
          message: 'A client makes its calls through a Dependency of @holdfast/resilience.',
        },
      ],
    },
  },
  {
    files: ['{apps/*,examples/*,libs/contracts,harness/stripe-simulator}/src/**/!(*.*).ts'],
    ignores: ['**/{main,index,migrate}.ts', '**/database/migrations/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [unguardedQueues],
          patterns: [
            { group: ['@nestjs/*', 'typeorm', 'fastify', '@fastify/*', 'pg'], ...isPure },
            { regex: network, allowImportNames: ['isIP'], ...isPure },
          ],
        },
      ],
    },
  },
  {
    files: ['apps/*/web/**/*.{ts,tsx}'],
    ignores: specs,
    extends: [reactHooks.configs.flat.recommended],
    rules: {
      'no-restricted-syntax': ['error', ...unfitForPages],
      '@typescript-eslint/no-restricted-imports': ['error', { paths: pastTheClient }],
    },
  },
  {
    files: ['apps/*/web/**/*.{ts,tsx}'],
    ignores: [
      ...specs,
      'apps/*/web/{api,reads,shop}.ts',
      'apps/*/web/**/*.read.ts',
      'apps/*/web/lab/**/*.act.ts',
    ],
    rules: {
      ...offTheNetworkInPages,
      'no-restricted-syntax': [...offTheNetworkInPages['no-restricted-syntax'], ...unfitForPages],
    },
  },
  {
    // All sentences of the shop stand in one file.
    files: ['apps/*/web/words.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    // The client of the shop.
    files: ['apps/*/web/shop.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  {
    files: ['apps/*/web/**/!(*.*|use-*|*-storage).ts'],
    ignores: ['apps/*/web/{reads,shop}.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: pastTheClient,
          patterns: [
            { regex: '^(react|react-dom|wouter)(/|$)|^@tanstack/react-query$|\\.(tsx|css)$', ...isPurePage },
          ],
        },
      ],
    },
  },
  { files: ['tools/**', 'harness/e2e/**', 'harness/bench/**'], rules: { 'no-console': 'off' } },
);
