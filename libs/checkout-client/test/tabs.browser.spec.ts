import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { chromiumArguments, findOrFetchChromium, noChromiumHelp } from '@holdfast/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type * as client from '../src/index.ts';
import { aCheckout, anOrder } from '../src/shop/order.fixture.ts';

/** Enough to show it in every run: with keys in `localStorage`, one cart in twelve got two. */
const carts = 150;

declare global {
  /** The package, in the page. */
  var checkoutClient: typeof client;
}

describe('the tabs of a browser', () => {
  /** The keys that arrived, by the path of the shop. */
  const keys = new Map<string, Set<string>>();
  let script: string;
  let browser: Browser;
  let context: BrowserContext;
  let origin: string;

  let waiting: ServerResponse[] = [];
  const meet = (response: ServerResponse, tabs: number): void => {
    waiting.push(response);
    if (waiting.length < tabs) return;
    for (const each of waiting) each.end();
    waiting = [];
  };
  const respond = ({ url = '/', method, headers }: IncomingMessage, response: ServerResponse): void => {
    if (method === 'POST') {
      keys.set(url, (keys.get(url) ?? new Set()).add(String(headers['idempotency-key'])));
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(anOrder()));
    } else if (url.startsWith('/meet')) meet(response, Number(url.split('=')[1]));
    else if (url === '/client.js') response.setHeader('content-type', 'text/javascript').end(script);
    else response.setHeader('content-type', 'text/html').end('<script src="/client.js"></script>');
  };
  const server = createServer((request, response) => {
    request.resume().on('end', () => respond(request, response));
  });

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [new URL('../src/index.ts', import.meta.url).pathname],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'checkoutClient',
    });
    script = outputFiles[0]?.text ?? '';
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const executablePath = await findOrFetchChromium();
    if (executablePath === undefined) throw new Error(noChromiumHelp);
    browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  });
  afterEach(async () => {
    await context.close();
    keys.clear();
  });
  afterAll(async () => {
    await browser.close();
    server.close();
    server.closeAllConnections();
  });

  const tab = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(origin);
    return page;
  };

  /**
   * Buys carts one after another, each at `/shop-N/checkouts`, and resolves to the outcomes' keys. Every
   * purchase begins once as many tabs as `together` have come to it.
   */
  const buy = (page: Page, { count = 1, together = 1 } = {}): Promise<string[]> =>
    page.evaluate(
      async ([most, tabs, body]) => {
        const { CheckoutClient, indexedDbStorage } = globalThis.checkoutClient;
        const storage = indexedDbStorage();
        const bought: string[] = [];
        for (let cart = 0; cart < most; cart += 1) {
          const shop = new CheckoutClient({ baseUrl: `/shop-${cart}`, storage });
          await fetch(`/meet?tabs=${tabs}`, { cache: 'no-store' });
          bought.push((await shop.checkout(`cart-${cart}`, body)).key);
        }
        return bought;
      },
      [count, together, aCheckout()] as const,
    );

  it('send one key each time that they buy the same cart at the same moment', async () => {
    context = await browser.newContext();
    const [one, other] = await Promise.all([tab(), tab()]);
    const race = { count: carts, together: 2 };
    const [keysOfOne, keysOfOther] = await Promise.all([buy(one, race), buy(other, race)]);
    expect(keysOfOther).toEqual(keysOfOne);
    expect([...keys.values()].filter(({ size }) => size !== 1)).toEqual([]);
    expect(keys.size).toBe(carts);
  });

  it('find the key after a reload, and in a new tab', async () => {
    context = await browser.newContext();
    const page = await tab();
    const first = await buy(page);
    await page.reload();
    expect(await buy(page)).toEqual(first);
    await page.close();
    expect(await buy(await tab())).toEqual(first);
  });

  it('send nothing if the browser stores nothing', async () => {
    context = await browser.newContext();
    const page = await tab();
    await page.evaluate(() => {
      const blocked = (): never => {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      };
      Object.defineProperty(globalThis, 'indexedDB', { get: blocked });
    });
    await expect(buy(page)).rejects.toThrow(/KeyStorageError/);
    expect(keys.size).toBe(0);
  });

  it('get a new key once a name is forgotten', async () => {
    context = await browser.newContext();
    const page = await tab();
    const [first] = await buy(page);
    await page.evaluate(() => {
      const { CheckoutClient, indexedDbStorage } = globalThis.checkoutClient;
      return new CheckoutClient({ baseUrl: '', storage: indexedDbStorage() }).forget('cart-0');
    });
    expect(await buy(page)).not.toEqual([first]);
  });
});
