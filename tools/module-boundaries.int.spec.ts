import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';

const root = path.resolve(import.meta.dirname, '..');
/** These rules read no types, and a program with types takes most of the time. */
const withoutTypes = { languageOptions: { parserOptions: { projectService: false } } };
const rule = '@nx/enforce-module-boundaries';

let eslint: ESLint;

/** The rule reads Nx's graph from its cache, so the graph is computed first, as in `npm run lint`. */
beforeAll(() => {
  execFileSync(path.join(root, 'node_modules/.bin/nx'), ['show', 'projects', '--json'], {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  eslint = new ESLint({
    cwd: root,
    ruleFilter: ({ ruleId }) => ruleId === rule,
    overrideConfig: withoutTypes,
  });
});

/** The rule's error if the file had this import. The file itself is not touched. */
async function refusalsOf(file: string, imported: string): Promise<string[]> {
  const text = `import * as known from '${imported}';\nexport { known };\n`;
  const [result] = await eslint.lintText(text, { filePath: path.join(root, file) });
  const messages = result?.messages ?? [];
  expect(messages.filter(({ ruleId }) => ruleId !== rule)).toEqual([]);
  return messages.map(({ message }) => message);
}

const inTheApp = 'apps/checkout/src/checkout.module.ts';
const inItsSpec = 'apps/checkout/src/checkout.config.unit.spec.ts';
const inAPlatformLib = 'libs/resilience/src/http/http-client.ts';
const inTheContracts = 'libs/contracts/src/money.ts';
const inTheFoundation = 'libs/service-defaults/src/boot/run.ts';
const inATestingLib = 'harness/testing/src/index.ts';
const inTheSimulator = 'harness/stripe-simulator/src/main.ts';
const inATool = 'tools/start.ts';
const inThePages = 'apps/storefront/web/shell/app.view.tsx';
const inTheShopfront = 'apps/storefront/src/storefront.config.ts';

describe('lint refuses', () => {
  it.each([
    ['an app that reaches into another app', inTheApp, '../../payments/src/payments.config.ts', /relative/],
    ['an app that imports a testing lib', inTheApp, '@holdfast/testing', /type:app/],
    ['an app that reaches into a lib', inTheApp, '../../../libs/contracts/src/money.ts', /relative/],
    ['a platform lib that imports another one', inAPlatformLib, '@holdfast/messaging', /type:platform/],
    ['a platform lib that imports the contracts', inAPlatformLib, '@holdfast/contracts', /type:platform/],
    ['a platform lib that imports a testing lib', inAPlatformLib, '@holdfast/local-stack', /type:platform/],
    [
      'contracts that import a platform lib',
      inTheContracts,
      '@holdfast/resilience',
      /type:contract|circular/i,
    ],
    [
      'a foundation that imports the contracts',
      inTheFoundation,
      '@holdfast/contracts',
      /type:foundation|circular/i,
    ],
    [
      'a foundation that imports a platform lib',
      inTheFoundation,
      '@holdfast/resilience',
      /type:foundation|circular/i,
    ],
    [
      'a testing lib that reaches into an app',
      inATestingLib,
      '../../../apps/checkout/src/order/order.ts',
      /relative/,
    ],
    ['a simulator that imports the contracts', inTheSimulator, '@holdfast/contracts', /type:simulator/],
    ['a tool that reaches into an app', inATool, '../apps/checkout/src/checkout.config.ts', /relative/],
    ['a spec that reaches into another app', inItsSpec, '../../payments/src/payments.config.ts', /relative/],
    ['a page that imports a platform lib', inThePages, '@holdfast/resilience', /type:shopfront/],
    ['a page that reaches into an app', inThePages, '../../../checkout/src/order/order.ts', /relative/],
    ['a storefront that imports a platform lib', inTheShopfront, '@holdfast/idempotency', /type:shopfront/],
    ['a storefront that imports a testing lib', inTheShopfront, '@holdfast/local-stack', /type:shopfront/],
    [
      'an app that reaches into the storefront',
      inTheApp,
      '../../storefront/src/storefront.config.ts',
      /relative/,
    ],
    ['a tool that reaches into the pages', inATool, '../apps/storefront/web/cart/cart.ts', /relative/],
  ])('%s', async (_, file, imported, reason) => {
    expect(await refusalsOf(file, imported)).toEqual([expect.stringMatching(reason)]);
  });
});

describe('lint allows', () => {
  it.each([
    ['an app that imports the contracts', inTheApp, '@holdfast/contracts'],
    ['an app that imports the foundation', inTheApp, '@holdfast/service-defaults'],
    ['an app that imports a platform lib', inTheApp, '@holdfast/resilience'],
    ['an app that imports its own files', inTheApp, './checkout.config.ts'],
    ['a spec of an app that imports a testing lib', inItsSpec, '@holdfast/testing'],
    ['a platform lib that imports the foundation', inAPlatformLib, '@holdfast/service-defaults'],
    ['contracts that import the foundation', inTheContracts, '@holdfast/service-defaults'],
    ['a tool that imports a testing lib', inATool, '@holdfast/local-stack'],
    ['a tool that imports the contracts', inATool, '@holdfast/contracts'],
    ['a page that imports the checkout client', inThePages, '@holdfast/checkout-client'],
    ['a page that imports the contracts', inThePages, '@holdfast/contracts'],
    ['a storefront that imports the foundation', inTheShopfront, '@holdfast/service-defaults'],
  ])('%s', async (_, file, imported) => {
    expect(await refusalsOf(file, imported)).toEqual([]);
  });
});

/** An import of an app by its name must not even compile. */
describe.each(
  globSync('{apps/*,harness/{failure-lab,failure-suite,stripe-simulator}}/package.json', { cwd: root }),
)('%s', (file) => {
  it('exports nothing but itself', () => {
    const { exports } = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as { exports: unknown };
    expect(exports).toEqual({ './package.json': './package.json' });
  });
});
