import { beforeEach, describe, expect, it } from '@jest/globals';
import { words } from '../web/words.ts';
import { type Customer } from './shop/customer.ts';
import { type Sent } from './shop/page-watch.ts';
import { useShop } from './shop/use-shop.ts';

const total = '$21.00';

describe('paying', () => {
  const shop = useShop();
  let ada: Customer;

  beforeEach(async () => {
    ada = await shop.customer();
  });

  const checkouts = (): readonly Sent[] => ada.sent('POST', /\/api\/checkouts$/);
  const keys = (): (string | undefined)[] => checkouts().map(({ headers }) => headers['idempotency-key']);
  const slow = (ms: number) =>
    shop.stack.lab.fault('shopper->checkout', {
      kind: 'latency',
      ms,
      direction: 'response',
      label: 'POST /checkouts',
    });
  const says = (sentence: string): Promise<void> =>
    ada.page.locator('main').getByText(sentence, { exact: true }).first().waitFor();

  it('with a double click sends one order twice, with one key', async () => {
    await ada.readyToPay();
    await ada.checkState('checkout');
    // Or the order may be there before the second click.
    await slow(1_000);
    await ada.payButton.dblclick();
    const orderId = await ada.orderId();
    expect(checkouts()).toHaveLength(2);
    expect(new Set(keys()).size).toBe(1);
    expect(new Set(checkouts().map(({ body }) => body)).size).toBe(1);
    expect(await ada.orders()).toMatchObject([{ order_id: orderId }]);
  });

  it('leaves the form as it was while it waits', async () => {
    await ada.readyToPay();
    await slow(3_000);
    await Promise.all([says(words.checkout.paying(total)), ada.payButton.click()]);
    expect(await ada.page.getByLabel(words.checkout.email).inputValue()).toBe(ada.email);
    await ada.checkState('paying');
    await ada.orderId();
    expect(new Set(keys()).size).toBe(1);
  });

  it('asks again about the same order if the response is lost, and says so', async () => {
    await ada.readyToPay();
    await shop.stack.lab.strike({
      edge: 'shopper->checkout',
      direction: 'response',
      label: 'POST /checkouts',
      action: { kind: 'reset' },
    });
    // Shown for a second only: the page looks for it from before the click.
    await Promise.all([says(words.checkout.askingAgain(2, 5)), ada.payButton.click()]);
    await ada.orderId();
    expect(new Set(keys()).size).toBe(1);
    expect(checkouts().map(({ status }) => status)).toEqual([503, 201]);
    expect(await ada.orders()).toHaveLength(1);
  });

  it('after a decline takes the same card again on purpose, then another one', async () => {
    const sentence = words.outcome.declined('insufficient_funds');
    await ada.readyToPay({ method: 'Insufficient funds' });
    for (const tries of [1, 2]) {
      await ada.payButton.click();
      await says(sentence);
      if (tries === 1) await ada.checkState('declined');
      expect(
        await ada.page.getByRole('group', { name: sentence }).evaluate((box) => box.matches(':focus')),
      ).toBe(true);
      expect(await ada.announcement.textContent()).toContain(sentence);
      expect(await ada.page.getByLabel(words.checkout.email).inputValue()).toBe(ada.email);
      expect(await ada.page.getByRole('radio', { checked: true }).count()).toBe(0);
      expect(new Set(keys()).size).toBe(tries);
      await ada.choose(tries === 1 ? 'Insufficient funds' : 'Card that pays');
    }
    await ada.payButton.click();
    await ada.orderId();
    expect((await ada.orders()).map(({ status }) => status)).toEqual([
      'payment_failed',
      'payment_failed',
      'paid',
    ]);
  });

  it('says what to correct, and sends nothing before that', async () => {
    await ada.readyToPay();
    await ada.page.getByLabel(words.checkout.email).fill('ada');
    await ada.payButton.click();
    const summary = ada.page.getByRole('group', { name: words.checkout.errors(1) });
    expect(await summary.evaluate((box) => box.matches(':focus'))).toBe(true);
    await ada.checkState('checkout with an error');
    await summary.getByRole('link', { name: words.checkout.emailInvalid }).click();
    expect(await ada.page.getByLabel(words.checkout.email).evaluate((field) => field.matches(':focus'))).toBe(
      true,
    );
    expect(await ada.page.getByLabel(words.checkout.name).inputValue()).toBe('Ada');
    expect(checkouts()).toEqual([]);
  });

  it('sends nothing if the browser stores nothing', async () => {
    await ada.readyToPay();
    await ada.page.evaluate(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      };
    });
    await ada.payButton.click();
    await says(words.outcome.storageBlocked);
    expect(checkouts()).toEqual([]);
    expect(await ada.orders()).toEqual([]);
  });

  it('works with a clock that is a day off', async () => {
    await ada.page.clock.setSystemTime(Date.now() + 86_400_000);
    await ada.buy();
    expect(await ada.orders()).toMatchObject([{ status: 'paid' }]);
  });

  /** A purchase that was stored before the shop changed, and is sent by the next page. */
  const storePurchase = async (over: object): Promise<void> => {
    await ada.readyToPay();
    const body = {
      customer: { email: ada.email },
      lines: [{ productId: 'prod_tea', quantity: 1 }],
      confirmationToken: 'ctoken_never_used',
      expectedTotal: { amountMinor: 2_100, currency: 'usd' },
      ...over,
    };
    await ada.page.evaluate((stored) => {
      const { cartId, attempt } = JSON.parse(localStorage.getItem('holdfast.cart') ?? '{}') as Record<
        string,
        string
      >;
      localStorage.setItem(
        'holdfast.submission',
        JSON.stringify({ name: `cart-${cartId}-${attempt}`, body: stored, sentAt: Date.now() }),
      );
    }, body);
    await ada.page.reload();
  };

  it('takes nothing if the price has changed, and offers the new total', async () => {
    await storePurchase({ expectedTotal: { amountMinor: 1_900, currency: 'usd' } });
    await says(words.outcome.priceChanged('$19.00', total));
    await ada.checkState('price changed');
    await ada.choose('Card that pays');
    expect(await ada.payButton.textContent()).toBe(words.checkout.pay(total));
    await ada.payButton.click();
    await ada.orderId();
    expect(new Set(keys()).size).toBe(2);
  });

  it('takes nothing for a product that is no longer sold, and takes it out of the cart', async () => {
    await storePurchase({ lines: [{ productId: 'prod_gone', quantity: 1 }] });
    await says(words.outcome.someProductsGone(1));
    expect(await ada.orders()).toEqual([]);
  });

  it('says that the payment form cannot be loaded, and loads it again', async () => {
    await ada.open('/');
    await ada.addToCart('Harbor black tea');
    await shop.stack.act('kill', 'stripe-simulator');
    await ada.open('/checkout');
    await says(words.checkout.cardUnavailable);
    await ada.checkState('checkout without its payment form');
    await shop.stack.act('start', 'stripe-simulator');
    await ada.page.getByRole('button', { name: words.checkout.loadAgain }).click();
    await ada.fillCheckout();
    await ada.payButton.click();
    await ada.orderId();
  });
});
