import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { Customer } from './customer.ts';
import { checkMoney } from './money.ts';
import { watchPages } from './page-watch.ts';
import { runningBrowser } from './running-browser.ts';
import { ShopStack } from './shop-stack.ts';

/** An action waits this long for its element, ms: a slow machine must not fail a test. */
const actionTimeoutMs = 30_000;

export interface CustomerOptions {
  /** Of another storefront on the same stack. */
  readonly origin?: string;
}

export interface Shop {
  readonly stack: ShopStack;
  /** A new customer in a new browser profile, with the catalog or `path` in front. */
  customer(path?: string, options?: CustomerOptions): Promise<Customer>;
}

/**
 * The shop and a browser for the specs of a file. After each test it ends all faults, brings every process
 * back, and fails unless the money is right and no page reported a problem.
 */
export function useShop(): Shop {
  const stack = ShopStack.running();
  let browser: Browser;
  let customers: Customer[] = [];

  beforeAll(async () => {
    browser = await runningBrowser();
  });
  afterAll(() => browser.close());

  afterEach(async () => {
    const ended = customers;
    customers = [];
    // Closed first: how pages look while faults end is not part of the test.
    await Promise.all(ended.map(({ context }) => context.close()));
    await stack.heal();
    await checkMoney(
      stack,
      ended.map(({ email }) => email),
    );
    expect(ended.flatMap(({ watch }) => watch.takeProblems())).toEqual([]);
  }, 120_000);

  return {
    stack,
    customer: async (path = '/', { origin = stack.url } = {}) => {
      const context = await browser.newContext({ locale: 'en-US', timezoneId: 'UTC' });
      context.setDefaultTimeout(actionTimeoutMs);
      const watch = await watchPages(context, [origin, stack.stripeUrl]);
      const customer = new Customer({ stack, origin, context, watch, page: await context.newPage() });
      customers.push(customer);
      await customer.open(path);
      return customer;
    },
  };
}
