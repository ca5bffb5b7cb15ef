import { beforeAll, describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { ESLint } from 'eslint';

const root = path.resolve(import.meta.dirname, '..');
/** These rules read no types, and a program with types takes most of the time. */
const withoutTypes = { languageOptions: { parserOptions: { projectService: false } } };
const rules = [
  'no-restricted-globals',
  'no-restricted-syntax',
  '@typescript-eslint/no-restricted-imports',
] as const;

let eslint: ESLint;

beforeAll(() => {
  eslint = new ESLint({
    cwd: root,
    ruleFilter: ({ ruleId }) => (rules as readonly string[]).includes(ruleId),
    overrideConfig: withoutTypes,
  });
});

/** The lint errors if the file had this text. The file itself is not touched. */
async function refusalsOf(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${text}\n`, { filePath: path.join(root, file) });
  const messages = result?.messages ?? [];
  expect(messages.filter(({ ruleId }) => !(rules as readonly (string | null)[]).includes(ruleId))).toEqual(
    [],
  );
  return messages.map(({ message }) => message);
}

const handler = 'apps/checkout/src/place-order/place-order.handler.ts';
const client = 'apps/email/src/send-email/smtp.client.ts';
const pastThePipeline = [expect.stringMatching(/through a Dependency of @holdfast\/resilience/)];

describe('lint refuses, in a file of an app,', () => {
  it('an import of any library that opens connections', async () => {
    const libraries = [
      ...['undici', 'ioredis', 'axios', 'got', 'node-fetch', 'nodemailer', 'stripe', 'bullmq'],
      ...['node:http', 'node:https', 'node:http2', 'node:net', 'node:tls', 'node:dgram'],
      ...['http', 'net', 'undici/types/pool.js', 'ioredis/built/Redis.js', 'node:module'],
    ];
    const text = libraries.map((library) => `export * from '${library}';`).join('\n');
    expect(await refusalsOf(handler, text)).toEqual(libraries.flatMap(() => pastThePipeline));
  });

  it.each([
    ['an import of a part', "import { Pool } from 'undici';\nexport { Pool };"],
    [
      'an import of more than a type',
      "import { type Dispatcher, Pool } from 'undici';\nexport type { Dispatcher };\nexport { Pool };",
    ],
    ['a re-export', "export { Pool } from 'undici';"],
    ['a re-export of all of it', "export * from 'undici';"],
    ['a dynamic import', "export const x = import('undici');"],
    ["a dynamic import of Node's own", "export const x = import('node:http');"],
    ['process.getBuiltinModule', "export const x = process.getBuiltinModule('node:http');"],
  ])('%s', async (_, text) => {
    expect(await refusalsOf(handler, text)).toEqual(pastThePipeline);
  });

  it.each([
    "export const x = fetch('http://127.0.0.1');",
    'export const x = fetch;',
    "export const x = new WebSocket('ws://127.0.0.1');",
    "export const x = new EventSource('http://127.0.0.1');",
    "export const x = globalThis.fetch('http://127.0.0.1');",
    "export const x = globalThis['fetch'];",
    'export const { fetch: x } = globalThis;',
  ])('the global in: %s', async (text) => {
    expect(await refusalsOf(handler, text)).toEqual(pastThePipeline);
  });

  it.each([
    'apps/checkout/src/main.ts',
    'apps/checkout/src/checkout.module.ts',
    'apps/payments/src/payments.config.ts',
  ])('all of that in %s too', async (file) => {
    expect(await refusalsOf(file, "import { Pool } from 'undici';\nexport { Pool };")).toEqual(
      pastThePipeline,
    );
  });

  it('all of that in the storefront, except where it passes requests on', async () => {
    const refusals = (name: string): Promise<string[]> =>
      refusalsOf(
        `apps/storefront/src/pass-on/${name}.ts`,
        "import { Pool } from 'undici';\nexport { Pool };",
      );
    expect(await refusals('checkout.proxy')).toEqual(pastThePipeline);
    expect(await refusals('upstream.proxy')).toEqual([]);
  });

  it('an outbox relay of its own, which could be without a guard', async () => {
    const text =
      "import { OutboxRelay } from '@holdfast/messaging';\nexport const x = new OutboxRelay(a, b, c, d);";
    expect(await refusalsOf(handler, text)).toEqual([expect.stringMatching(/Use MessagingModule/)]);
  });

  it.each(['openQueue', 'openWorker'])('a queue opened with %s', async (open) => {
    const text = `import { ${open} } from '@holdfast/messaging';\nexport { ${open} };`;
    expect(await refusalsOf(handler, text)).toEqual([expect.stringMatching(/Write to the outbox/)]);
  });
});

describe('lint refuses a client', () => {
  it.each([
    "import { createTransport } from 'nodemailer';\nexport { createTransport };",
    "export const x = fetch('http://127.0.0.1');",
    "import { classifyError } from '@holdfast/resilience';\nimport { Pool } from 'undici';\nexport { classifyError, Pool };",
  ])('that is given no dependency: %s', async (text) => {
    expect(await refusalsOf(client, text)).toEqual([expect.stringMatching(/through a Dependency/)]);
  });
});

describe('lint allows', () => {
  it.each(['Dependency', 'HttpClient', 'Resilience'])('a client that is given a %s', async (behind) => {
    const text = `import { type ${behind} } from '@holdfast/resilience';\nimport { Pool } from 'undici';\nexport type { ${behind} };\nexport { Pool };`;
    expect(await refusalsOf(client, text)).toEqual([]);
  });

  it.each([
    ['a type of such a library', "import { type Redis } from 'ioredis';\nexport type { Redis };"],
    ['types of such a library', "import type Stripe from 'stripe';\nexport type { Stripe };"],
    ['a file that merely has such a name', "import { x } from '../stripe/http.ts';\nexport { x };"],
    ['an outbox relay that is injected', 'export const x = (relay: OutboxRelay) => relay.wake();'],
    ['a method called fetch', 'export const x = (known: { fetch(): void }) => known.fetch();'],
  ])('%s', async (_, text) => {
    expect(await refusalsOf(handler, text)).toEqual([]);
  });

  it('the simulator, which stands in for Stripe', async () => {
    const text =
      "import { Pool } from 'undici';\nexport { Pool };\nexport const x = fetch('http://127.0.0.1');";
    expect(await refusalsOf('harness/stripe-simulator/src/events/event.recorder.ts', text)).toEqual([]);
  });

  it('a spec', async () => {
    const text = "import { Pool } from 'undici';\nexport { Pool };";
    expect(await refusalsOf('apps/payments/src/payments.config.unit.spec.ts', text)).toEqual([]);
  });
});

describe('lint refuses, in the pages,', () => {
  const page = 'apps/storefront/web/check-out/checkout.page.tsx';

  it.each([
    "export const x = fetch('/api/products');",
    "export const x = window.fetch('/api/products');",
    "export const x = new EventSource('/lab/api/stream');",
    'export const x = new XMLHttpRequest();',
    "export const x = navigator.sendBeacon('/api/checkouts');",
  ])('a request outside the files for it: %s', async (text) => {
    const past = [expect.stringMatching(/Buy and refund through web\/shop\.ts/)];
    expect(await refusalsOf(page, text)).toEqual(past);
    expect(await refusalsOf('apps/storefront/web/cart/cart.ts', text)).toEqual(past);
  });

  it.each([
    ["import { useMutation } from '@tanstack/react-query';\nexport { useMutation };", /second retry policy/],
    ["import { CheckoutClient } from '@holdfast/checkout-client';\nexport { CheckoutClient };", /one client/],
    ['export const x = <p style={{ color: "red" }} />;', /Content-Security-Policy/],
    ['export const x = <p dangerouslySetInnerHTML={{ __html: y }} />;', /Content-Security-Policy/],
    ['export const x = <button disabled />;', /aria-disabled/],
  ])('%s', async (text, reason) => {
    expect(await refusalsOf(page, text)).toEqual([expect.stringMatching(reason)]);
  });
});

describe('lint allows, in the pages,', () => {
  it.each(['api.ts', 'reads.ts', 'shop.ts', 'order/recent-orders.unit.spec.ts'])(
    'requests in %s',
    async (file) => {
      const text = "export const x = fetch('/api/products');";
      expect(await refusalsOf(`apps/storefront/web/${file}`, text)).toEqual([]);
    },
  );

  it('the one client, and its types everywhere', async () => {
    const text = "import { CheckoutClient } from '@holdfast/checkout-client';\nexport { CheckoutClient };";
    expect(await refusalsOf('apps/storefront/web/shop.ts', text)).toEqual([]);
    const type =
      "import { type CheckoutClient } from '@holdfast/checkout-client';\nexport type { CheckoutClient };";
    expect(await refusalsOf('apps/storefront/web/order/order.page.tsx', type)).toEqual([]);
  });
});
