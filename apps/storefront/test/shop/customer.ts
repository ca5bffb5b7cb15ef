import { randomUUID } from 'node:crypto';
import { type BrowserContext, type Locator, type Page } from 'playwright-core';
import { checkState } from './check-state.ts';
import { ordersOf, type OrderRow } from './money.ts';
import { type PageWatch, type Sent } from './page-watch.ts';
import { type ShopStack } from './shop-stack.ts';

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

  /** Adds to the cart from the catalog, which must be in front. */
  async addToCart(product: string, times = 1): Promise<void> {
    const card = this.page
      .getByRole('article')
      .filter({ has: this.page.getByRole('heading', { name: product }) });
    for (let n = 0; n < times; n += 1) await card.first().getByRole('button').click();
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
