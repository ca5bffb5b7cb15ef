import { randomUUID } from 'node:crypto';
import { type BrowserContext, type Locator, type Page } from 'playwright-core';
import { words } from '../../web/words.ts';
import { checkState } from './check-state.ts';
import { ordersOf, type OrderRow } from './money.ts';
import { type PageWatch, type Sent } from './page-watch.ts';
import { type ShopStack } from './shop-stack.ts';

/** The product that tests buy, and its price. */
export const tea = 'Harbor black tea';
export const teaPrice = '$21.00';

/** More than any page has places for the focus. */
const mostTabs = 60;

interface Profile {
  readonly stack: ShopStack;
  /** Of the storefront. */
  readonly origin: string;
  readonly context: BrowserContext;
  readonly watch: PageWatch;
  readonly page: Page;
}

/** A customer in a browser profile of their own. */
export class Customer {
  readonly email = `ada-${randomUUID()}@example.com`;
  readonly context: BrowserContext;
  readonly watch: PageWatch;
  /** The page in front. */
  page: Page;
  private readonly stack: ShopStack;
  private readonly origin: string;

  constructor({ stack, origin, context, watch, page }: Profile) {
    this.stack = stack;
    this.origin = origin;
    this.context = context;
    this.watch = watch;
    this.page = page;
  }

  /** The one heading of the page. */
  get heading(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  /** The region through which changes are announced. */
  get announcement(): Locator {
    return this.page.getByRole('status');
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.origin + path);
  }

  /** Closes the page in front and opens a new one in the same profile. */
  async reopen(path: string): Promise<void> {
    await this.page.close();
    this.page = await this.newTab(path);
  }

  /** Another tab of the same profile; `page` stays in front. */
  async newTab(path: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(this.origin + path);
    return page;
  }

  /** The button of a product in the catalog, whatever it says at the moment. */
  addButton(product: string): Locator {
    const name = this.page.getByRole('heading', { name: product });
    return this.page.getByRole('article').filter({ has: name }).first().getByRole('button');
  }

  /** Adds to the cart from the catalog, which must be in front. */
  async addToCart(product: string, times = 1): Promise<void> {
    for (let n = 0; n < times; n += 1) await this.addButton(product).click();
  }

  /** Fills in the checkout, which must be in front. `method` is a test method of the local Stripe. */
  async fillCheckout({ method = 'Card that pays', name = 'Ada' } = {}): Promise<void> {
    await this.page.getByLabel(words.checkout.email).fill(this.email);
    await this.page.getByLabel(words.checkout.name).fill(name);
    await this.choose(method);
  }

  /** Chooses a test method in the payment form. */
  async choose(method: string): Promise<void> {
    await this.page.getByRole('radio', { name: method }).check();
  }

  /** The button that pays, whatever it says at the moment. */
  get payButton(): Locator {
    return this.page.locator('main button[type=submit]');
  }

  /** Puts tea into the cart and fills in the checkout. */
  async readyToPay({ method = 'Card that pays' } = {}): Promise<void> {
    await this.open('/');
    await this.addToCart(tea);
    await this.open('/checkout');
    await this.fillCheckout({ method });
  }

  /** Buys tea; resolves to the ID of the order, whose page is then in front. */
  async buy({ method = 'Card that pays' } = {}): Promise<string> {
    await this.readyToPay({ method });
    await this.payButton.click();
    return this.orderId();
  }

  /** Waits for the page of an order. */
  async orderId(): Promise<string> {
    await this.page.waitForURL(/\/orders\/ord_/);
    return new URL(this.page.url()).pathname.split('/')[2] ?? '';
  }

  /** Moves the focus with Tab until it is on this element, as a customer without a mouse does. */
  async tabTo(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await target.waitFor();
    for (let n = 0; n < mostTabs; n += 1) {
      await this.page.keyboard.press(key);
      if (await target.evaluate((element) => element.matches(':focus'))) return;
    }
    throw new Error(`${mostTabs} times ${key} do not reach ${String(target)}`);
  }

  /** Requests of this profile to the shop's API, oldest first. */
  sent(method: string, path: RegExp): readonly Sent[] {
    return this.watch.sent(method, path);
  }

  orders(): Promise<OrderRow[]> {
    return ordersOf(this.stack, [this.email]);
  }

  /** See `checkState`. */
  checkState(name: string): Promise<void> {
    return checkState(this.page, name);
  }
}
