import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Locator, type Page } from 'playwright-core';
import { useShop } from './shop/use-shop.ts';

/** The last digits of each method's card or account, as Stripe documents them. */
const methods = [
  ['Card that pays', 'card', '4242'],
  ['Bank asks first', 'card', '3220'],
  ['Bank debit that arrives', 'us_bank_account', '6789'],
  ['Card is declined', 'card', '0002'],
  ['Insufficient funds', 'card', '9995'],
  ['Expired card', 'card', '0069'],
  ['Bank asks, then declines', 'card', '3178'],
  ['Bank debit that bounces', 'us_bank_account', '2227'],
  ['Disputed later', 'card', '0259'],
  ['Refund takes a while', 'card', '7726'],
  ['Refund fails', 'card', '5126'],
] as const;

interface Account {
  readonly last4: string;
}
interface Result {
  readonly error?: { readonly message: string };
  readonly confirmationToken?: {
    readonly payment_method_preview: {
      readonly type: string;
      readonly card?: Account;
      readonly us_bank_account?: Account;
    };
  };
}
interface Mounted {
  readonly elements: { submit(): Promise<Result>; update(options: object): Promise<void> };
  readonly element: { focus(): void; clear(): void };
  readonly createToken: () => Promise<Result>;
}
type StripeJs = (key: string) => {
  elements(options: object): Mounted['elements'] & {
    create(type: 'payment'): Mounted['element'] & { mount(place: HTMLElement): void };
  };
  createConfirmationToken(options: object): Promise<Result>;
};

/** Mounts the element in a dialog over the page, as the checkout mounts its own; runs in the page. */
function mountElement(): void {
  const page = globalThis as unknown as { Stripe: StripeJs; mounted: Mounted };
  const key = document.querySelector<HTMLMetaElement>('meta[name="stripe-publishable-key"]')?.content;
  const stripe = page.Stripe(key ?? '');
  const elements = stripe.elements({ mode: 'payment', amount: 4200, currency: 'usd' });
  const element = elements.create('payment');
  const dialog = document.createElement('dialog');
  const place = document.createElement('div');
  dialog.append(place);
  document.body.append(dialog);
  dialog.showModal();
  element.mount(place);
  page.mounted = { elements, element, createToken: () => stripe.createConfirmationToken({ elements }) };
}

describe("the local Stripe's payment element", () => {
  const shop = useShop();
  let page: Page;
  let form: Locator;

  beforeEach(async () => {
    ({ page } = await shop.customer('/checkout'));
    await page.addScriptTag({ url: `${shop.stack.stripeUrl}/endive/stripe.js` });
    await page.evaluate(mountElement);
    form = page.getByRole('dialog');
  });

  const method = (name: string): Locator => form.getByRole('radio', { name, exact: true });
  const inPage = <T>(act: (mounted: Mounted) => T): Promise<Awaited<T>> =>
    page.evaluate<Awaited<T>>(`(${String(act)})(mounted)`);
  const submit = (): Promise<Result> => inPage(({ elements }) => elements.submit());

  it('gives a confirmation token of its own for each method', async () => {
    const given: unknown[] = [];
    for (const [name] of methods) {
      await method(name).check();
      expect((await submit()).error).toBeUndefined();
      const { confirmationToken } = await inPage(({ createToken }) => createToken());
      const { type, card, us_bank_account: account } = confirmationToken!.payment_method_preview;
      given.push([name, type, (card ?? account)?.last4]);
    }
    expect(given).toEqual(methods);
    expect(await form.getByRole('radio').count()).toBe(methods.length);
  });

  it('asks for a choice where the choices are, and is operated by the keyboard', async () => {
    const message = form.getByText('Choose how to pay.');
    expect((await submit()).error).toMatchObject({ message: 'Choose how to pay.' });
    expect(await message.isVisible()).toBe(true);
    await inPage(({ element }) => element.focus());
    await page.keyboard.press('Space');
    expect(await method('Card that pays').isChecked()).toBe(true);
    expect(await message.isVisible()).toBe(false);
    await page.keyboard.press('ArrowDown');
    expect(await method('Bank asks first').isChecked()).toBe(true);
    await inPage(({ element }) => element.clear());
    expect((await submit()).error).toBeDefined();
  });

  it('forgets a bank debit when the currency is not that of the account', async () => {
    await method('Bank debit that arrives').check();
    await inPage(({ elements }) => elements.update({ currency: 'eur', amount: 4000 }));
    expect(await method('Bank debit that arrives').count()).toBe(0);
    expect((await submit()).error).toBeDefined();
  });
});
