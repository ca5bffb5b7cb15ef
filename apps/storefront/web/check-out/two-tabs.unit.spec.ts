import { beforeEach, describe, expect, it } from '@jest/globals';
import { type KeyEntry, OperationMismatchError } from '@holdfast/checkout-client';
import { declined, FakeBrowser, make, paid, unknown, withOtherToken } from './purchase.fixture.ts';
import { type Purchase } from './purchase.ts';
import { aSubmission } from './submission.fixture.ts';

let browser: FakeBrowser;
let page: Purchase;

beforeEach(() => {
  browser = new FakeBrowser({ cartId: 'a', attempt: 2, lines: aSubmission.body.lines });
  page = browser.tab();
});

describe('two tabs that pay the same cart', () => {
  it('together send one submission, and both land on its order', async () => {
    const other = browser.tab();
    const calls = [page.pay(make()), other.pay(make(withOtherToken))];
    for (const { end } of await browser.hasCalls(2)) end(paid);
    await Promise.all(calls);
    expect(browser.calls.map(({ body }) => body)).toEqual([aSubmission.body, aSubmission.body]);
    expect(page.state()).toMatchObject({ kind: 'ordered', isOfOtherTab: false });
    expect(other.state()).toEqual({ kind: 'ordered', orderId: 'ord_1', isOfOtherTab: true });
  });

  it('one after the other place one order', async () => {
    const other = browser.tab();
    await browser.ends(page.pay(make()), paid);
    await other.pay(make(withOtherToken));
    expect(browser.calls).toHaveLength(1);
    expect(other.state()).toEqual({ kind: 'ordered', orderId: 'ord_1', isOfOtherTab: true });
  });

  it('send nothing again once the other has its order', async () => {
    const other = browser.tab();
    const call = other.pay(make());
    await browser.ends(call, unknown(true));
    await browser.ends(page.resume(), paid, 2);
    await other.askAgain();
    expect(browser.calls).toHaveLength(2);
    expect(other.state()).toEqual({ kind: 'ordered', orderId: 'ord_1', isOfOtherTab: true });
  });

  it('share the next attempt after a decline', async () => {
    const other = browser.tab();
    await browser.ends(page.pay(make()), declined);
    const call = other.pay(make(withOtherToken));
    expect((await browser.hasCalls(2))[1]).toMatchObject({ name: 'cart-a-3', body: withOtherToken.body });
    await browser.ends(call, paid, 2);
  });

  it('send nothing again once one of them has given up a purchase without effect', async () => {
    const other = browser.tab();
    await browser.ends(page.pay(make()), unknown(false));
    await browser.ends(other.resume(), unknown(false), 2);
    browser.entry = { key: 'k', state: 'released' } as KeyEntry;
    await page.giveUp();
    await other.wake();
    expect(browser.calls).toHaveLength(2);
    expect(other.state()).toEqual({ kind: 'form', refusal: undefined });
  });

  it('do not forget what the other has sent under the same name', async () => {
    const call = page.pay(make());
    await browser.hasCalls(1);
    browser.entries.set('holdfast.submission', JSON.stringify(withOtherToken));
    browser.calls[0]?.fail(new OperationMismatchError(aSubmission.name, 'open'));
    await call;
    expect(browser.submission).toEqual(withOtherToken);
  });

  it('send nothing for a cart that is no longer there', async () => {
    browser.cart = { cartId: 'z', attempt: 1, lines: [] };
    await page.pay(make());
    expect(page.state()).toEqual({ kind: 'form', refusal: { kind: 'cart_changed' } });
    expect(browser.calls).toEqual([]);
  });
});
