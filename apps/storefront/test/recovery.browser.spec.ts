import { beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { type Page } from 'playwright-core';
import { retentionHours } from '../web/long-ago.ts';
import { words } from '../web/words.ts';
import { type Customer } from './shop/customer.ts';
import { useShop } from './shop/use-shop.ts';

const total = '$21.00';

declare global {
  /** Ends the stall of a tab; undefined until it stalls. */
  var goOn: (() => void) | undefined;
}

describe('a purchase', () => {
  const shop = useShop();
  let ada: Customer;

  beforeEach(async () => {
    ada = await shop.customer();
    await ada.readyToPay();
  });

  const keys = (): string[] =>
    ada.sent('POST', /\/api\/checkouts$/).map(({ headers }) => headers['idempotency-key'] ?? '');
  const isSent = (page: Page): Promise<unknown> =>
    page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/api/checkouts'));
  const slow = (ms: number) =>
    shop.stack.lab.fault('shopper->checkout', {
      kind: 'latency',
      ms,
      direction: 'response',
      label: 'POST /checkouts',
    });
  /** Keeps the first response for longer than a busy machine needs to leave; the next one is not slow. */
  const firstIsLate = () =>
    shop.stack.lab.fault('shopper->checkout', {
      kind: 'latency',
      ms: 20_000,
      times: 1,
      direction: 'response',
      label: 'POST /checkouts',
    });
  const isOneOrder = async (): Promise<void> => {
    const orderId = await ada.orderId();
    expect(new Set(keys()).size).toBe(1);
    expect(await ada.orders()).toMatchObject([{ order_id: orderId }]);
  };
  const paysAndIsSent = async (): Promise<void> => {
    const sent = isSent(ada.page);
    await ada.payButton.click();
    await sent;
  };

  /** Pays without a connection and closes the tab. The next one opens hours later. */
  const paysAndLeaves = async (hours = 3): Promise<void> => {
    await ada.context.route('**/api/checkouts', async (route) => {
      await ada.context.setOffline(true);
      await route.abort();
    });
    const failed = ada.page.waitForEvent('requestfailed', (request) => request.method() === 'POST');
    await ada.payButton.click();
    await failed;
    // A browser sends what a route still holds when the tab closes, but not when the page is left.
    await ada.page.goto('about:blank');
    await ada.page.close();
    await ada.context.unrouteAll();
    await ada.context.setOffline(false);
    await ada.context.clock.setFixedTime(Date.now() + hours * 3_600_000);
  };

  it('that was not sent keeps what was typed over a reload', async () => {
    await ada.page.reload();
    expect(await ada.page.getByLabel(words.checkout.email).inputValue()).toBe(ada.email);
    expect(await ada.page.getByLabel(words.checkout.name).inputValue()).toBe('Ada');
    expect(keys()).toEqual([]);
  });

  it('that was sent ends in one order after a reload', async () => {
    await firstIsLate();
    await paysAndIsSent();
    await ada.page.reload();
    await isOneOrder();
  });

  it('that was sent ends in one order after the tab is closed', async () => {
    await firstIsLate();
    await paysAndIsSent();
    await ada.reopen('/checkout');
    await isOneOrder();
  });

  it('that was sent ends in one order after Back, without a way back to the form', async () => {
    await firstIsLate();
    await paysAndIsSent();
    await ada.page.goBack();
    await ada.open('/checkout');
    await isOneOrder();
    await ada.page.goBack();
    expect(new URL(ada.page.url()).pathname).not.toBe('/checkout/waiting');
    await ada.open('/checkout');
    await ada.page.getByText(words.cart.empty).waitFor();
    expect(await ada.orders()).toHaveLength(1);
  });

  it('whose response is lost ends in one order after a reload', async () => {
    await shop.stack.lab.strike({
      edge: 'shopper->checkout',
      direction: 'response',
      label: 'POST /checkouts',
      action: { kind: 'reset' },
    });
    // Shown for a second only: the page looks for it from before the click.
    const asksAgain = ada.page.getByText(words.checkout.askingAgain(2, 5)).first().waitFor();
    await Promise.all([asksAgain, ada.payButton.click()]);
    await ada.page.reload();
    await isOneOrder();
  });

  it('that was left for long is sent by a click only, once', async () => {
    await paysAndLeaves();
    const before = keys().length;
    ada.page = await ada.newTab('/checkout');
    await ada.page.getByRole('heading', { name: words.waiting.left.heading(total) }).waitFor();
    expect(await ada.heading.evaluate((heading) => heading.matches(':focus'))).toBe(true);
    await ada.checkState('a purchase that was left');
    await ada.page.reload();
    await ada.page.getByRole('heading', { name: words.waiting.left.heading(total) }).waitFor();
    expect(keys()).toHaveLength(before);
    expect(await ada.orders()).toEqual([]);
    await ada.page.getByRole('button', { name: words.waiting.left.payNow(total) }).click();
    await isOneOrder();
  });

  it('that was left for long and is no longer wanted is not sent by any page', async () => {
    await paysAndLeaves();
    const before = keys().length;
    ada.page = await ada.newTab('/checkout');
    await ada.page.getByRole('button', { name: words.waiting.left.notWanted }).click();
    await ada.page.waitForURL(/\/cart$/);
    await ada.open('/checkout');
    await ada.payButton.waitFor();
    expect(keys()).toHaveLength(before);
    expect(await ada.orders()).toEqual([]);
  });

  it('that was left for too long to be sent is not offered, and its cart can be', async () => {
    await paysAndLeaves(retentionHours + 1);
    const before = keys().length;
    ada.page = await ada.newTab('/checkout');
    await ada.page.getByRole('heading', { name: words.waiting.left.heading(total) }).waitFor();
    await ada.checkState('a purchase that is too old');
    expect(await ada.page.getByRole('button', { name: words.waiting.left.payNow(total) }).count()).toBe(0);
    await ada.page.getByRole('button', { name: words.checkout.backToCart }).click();
    await ada.page.waitForURL(/\/cart$/);
    await ada.open('/checkout');
    await ada.fillCheckout();
    await ada.payButton.click();
    const orderId = await ada.orderId();
    expect(await ada.orders()).toMatchObject([{ order_id: orderId }]);
    const earlier = keys().slice(0, before);
    expect(
      keys()
        .slice(before)
        .filter((key) => earlier.includes(key)),
    ).toEqual([]);
  });

  it('of two tabs that pay together is one order for both', async () => {
    const other = await ada.newTab('/checkout');
    await other.getByRole('radio', { name: 'Card that pays' }).check();
    await other.getByLabel(words.checkout.email).fill(ada.email);
    await slow(500);
    await Promise.all([ada.payButton.click(), other.locator('main button[type=submit]').click()]);
    await Promise.all([ada.page, other].map((page) => page.waitForURL(/\/orders\/ord_/)));
    expect(new URL(other.url()).pathname).toBe(new URL(ada.page.url()).pathname);
    const notes = await Promise.all(
      [ada.page, other].map((page) => page.locator('main').getByText(words.checkout.otherTab).count()),
    );
    expect(notes.sort()).toEqual([0, 1]);
    await isOneOrder();
  });

  it('of a tab that stalls before it sends is the order that another tab placed meanwhile', async () => {
    const other = await ada.newTab('/checkout');
    await other.getByRole('radio', { name: 'Card that pays' }).check();
    await other.getByLabel(words.checkout.email).fill(ada.email);
    await other.evaluate(() => {
      const digest = crypto.subtle.digest.bind(crypto.subtle);
      const { promise, resolve } = Promise.withResolvers<void>();
      crypto.subtle.digest = async (algorithm, data) => {
        globalThis.goOn = resolve;
        await promise;
        return digest(algorithm, data);
      };
    });
    await other.locator('main button[type=submit]').click();
    await other.waitForFunction(() => globalThis.goOn !== undefined);
    await ada.payButton.click();
    await ada.orderId();
    await ada.page.getByRole('heading', { name: words.order.paid.heading(total) }).waitFor();
    await other.evaluate(() => globalThis.goOn?.());
    await eventually(() => expect(keys()).toHaveLength(2));
    await isOneOrder();
  });

  it('waits for a shop that is down, says when it asks again, and finds the order', async () => {
    await shop.stack.act('kill', 'checkout');
    await ada.payButton.click();
    await ada.page.waitForURL(/\/checkout\/waiting$/);
    expect(await ada.heading.textContent()).toBe(words.waiting.heading(total));
    expect(await ada.heading.evaluate((heading) => heading.matches(':focus'))).toBe(true);
    await ada.page.getByText(words.waiting.body(ada.email)).waitFor();
    await ada.page.getByText(/^We'll ask again in \d+ s\.$/).waitFor();
    await ada.checkState('waiting for the outcome');
    expect(await ada.page.getByRole('button', { name: words.waiting.changeCart }).count()).toBe(0);
    const asked = isSent(ada.page);
    await ada.page.getByRole('button', { name: words.waiting.askAgain }).click({ force: true });
    await asked;
    await shop.stack.act('start', 'checkout');
    await isOneOrder();
  });

  it('without a connection waits, and goes on as soon as there is one', async () => {
    await firstIsLate();
    await paysAndIsSent();
    await ada.context.setOffline(true);
    await ada.page.locator('main').getByText(words.checkout.offline).waitFor();
    await ada.context.setOffline(false);
    await isOneOrder();
  });
});
