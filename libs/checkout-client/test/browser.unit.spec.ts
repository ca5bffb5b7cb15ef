import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Options, transform } from '@swc/core';
import type * as client from '../src/index.ts';
import { anOrder, aCheckout } from '../src/shop/order.fixture.ts';

/** The globals of this test: those that every browser has, and nothing from Node. */
const browser = {
  AbortController,
  AbortSignal,
  crypto,
  Headers,
  performance,
  TextEncoder,
  setTimeout,
  clearTimeout,
  fetch: () =>
    Promise.resolve(
      new Response(JSON.stringify(anOrder()), {
        status: 201,
        headers: { 'content-type': 'application/json' },
      }),
    ),
};

/** The packages that a browser bundler resolves outside this repository. */
const packages: Readonly<Record<string, string>> = {
  uuid: '../../../node_modules/uuid/dist/index.js',
  canonicalize: '../../../node_modules/canonicalize/lib/canonicalize.js',
  'idb-keyval': '../../../node_modules/idb-keyval/dist/index.js',
};

const typescript: Options = {
  jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
  module: { type: 'es6' },
};

const context = vm.createContext(browser);
const modules = new Map<string, vm.SourceTextModule>();
const asked = new Set<string>();

async function load(url: URL): Promise<vm.SourceTextModule> {
  const source = await readFile(fileURLToPath(url), 'utf8');
  const code = url.pathname.endsWith('.ts') ? (await transform(source, typescript)).code : source;
  const loaded = modules.get(url.href) ?? new vm.SourceTextModule(code, { context, identifier: url.href });
  modules.set(url.href, loaded);
  return loaded;
}

function resolve(specifier: string, from: string): URL {
  if (specifier.startsWith('.')) return new URL(specifier, from);
  asked.add(specifier);
  const path = packages[specifier];
  if (path === undefined) throw new Error(`${from} imports ${specifier}`);
  return new URL(path, import.meta.url);
}

describe('the package in a browser', () => {
  let exported: typeof client;

  beforeAll(async () => {
    const entry = await load(new URL('../src/index.ts', import.meta.url));
    await entry.link((specifier, { identifier }) => load(resolve(specifier, identifier)));
    await entry.evaluate();
    exported = entry.namespace as typeof client;
  });

  it('needs three packages and nothing from Node', () => {
    expect([...asked].sort()).toEqual(['canonicalize', 'idb-keyval', 'uuid']);
    expect(modules.size).toBeGreaterThan(20);
  });

  it('checks out', async () => {
    const { CheckoutClient, memoryStorage } = exported;
    const shop = new CheckoutClient({ baseUrl: '', storage: memoryStorage() });
    const outcome = await shop.checkout('cart-17', aCheckout());
    expect(outcome).toMatchObject({ kind: 'paid', attempts: 1 });
    expect(outcome.key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
