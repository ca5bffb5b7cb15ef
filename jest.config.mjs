import { availableParallelism } from 'node:os';

/**
 * Native ES modules: run with `node --experimental-vm-modules`. TEST_TIER picks the tier by file name: `unit`
 * (pure), `int` (real Postgres and Redis), `browser` (the shop in a real Chromium), `e2e` (all
 * services as processes).
 */
const tier = process.env.TEST_TIER ?? 'unit';

/** A cluster has one database, which specs empty, so files run one at a time. */
const isOnCluster = process.env.TEST_REDIS_URL?.startsWith('redis+cluster:') ?? false;

/**
 * Unit specs only compute: by default, Jest would leave one of two cores idle. Int specs have databases of
 * their own; browser workers and e2e specs have stacks. These mostly wait. At most 4 have ports of their own.
 */
export const workers = { unit: Math.max(2, availableParallelism() - 1), int: 4, browser: 2, e2e: 3 };

/** A folder with files of which each imports several specs: tools/test-groups.ts. */
const groups = process.env.TEST_GROUPS;

const swc = {
  sourceMaps: 'inline',
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'es6' },
};

export default {
  testEnvironment: 'node',
  // The workspace packages' TypeScript sources first, then Node's usual conditions.
  testEnvironmentOptions: { customExportConditions: ['@holdfast/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': [groups ? '<rootDir>/harness/testing/dist/grouped-specs.js' : '@swc/jest', swc] },
  // Services that specs start in their own process take short timings from the settings that they are given.
  setupFiles: ['<rootDir>/harness/testing/src/choose-timings.ts'],
  roots: [
    ...['apps', 'libs', 'harness', 'examples', 'tools'].map((folder) => `<rootDir>/${folder}`),
    ...(groups ? [groups] : []),
  ],
  testMatch: groups ? [`${groups}/*.ts`] : [`**/*.${tier}.spec.ts`],
  modulePathIgnorePatterns: ['/dist/', '/.local/'],
  // Stops a hanging test. Generous, because a slow machine must not fail a test.
  testTimeout: tier === 'unit' ? 60_000 : 120_000,
  // One shop for the browser specs of each worker.
  ...(tier === 'browser'
    ? {
        globalSetup: '<rootDir>/apps/storefront/test/start-shop.ts',
        globalTeardown: '<rootDir>/apps/storefront/test/stop-shop.ts',
      }
    : {}),
  testSequencer: '<rootDir>/harness/testing/longest-first.mjs',
  maxWorkers: isOnCluster ? 1 : workers[tier],
};
