import { beforeEach, describe, expect, it } from '@jest/globals';
import { type KeyEntry, OperationMismatchError } from '@holdfast/checkout-client';
import { longestUnaskedMs, retentionHours } from '../long-ago.ts';
import { declined, FakeBrowser, make, paid, unknown, withOtherToken } from './purchase.fixture.ts';
import { type Purchase } from './purchase.ts';
import { aSubmission } from './submission.fixture.ts';

const { name, body } = aSubmission;
const entry = { key: 'k', state: 'open' } as KeyEntry;
const left = { kind: 'left', submission: aSubmission, earlier: 'unknown' };
const form = { kind: 'form', refusal: undefined };

let browser: FakeBrowser;
let page: Purchase;

beforeEach(() => {
  browser = new FakeBrowser({ cartId: 'a', attempt: 2, lines: body.lines });
  browser.store(aSubmission);
  browser.entry = entry;
  browser.wallMs = longestUnaskedMs + 1;
  page = browser.tab();
});

describe('a purchase that was left', () => {
  it('is sent by no page that is opened later', async () => {
    await page.resume();
    expect(page.state()).toEqual(left);
    expect(browser.calls).toEqual([]);
    expect(browser.submission).toEqual(aSubmission);
  });

  it('is not sent either if an earlier version stored it, without a time', async () => {
    browser.wallMs = 0;
    browser.store({ name, body });
    await page.resume();
    expect(page.state()).toMatchObject({ kind: 'left' });
    expect(browser.calls).toEqual([]);
  });

  it.each([
    ['released', 'took_nothing'],
    ['refused', 'took_nothing'],
    ['open', 'unknown'],
    ['succeeded', 'unknown'],
  ] as const)('in state %s: %s', async (state, earlier) => {
    browser.entry = { ...entry, state };
    await page.resume();
    expect(page.state()).toMatchObject({ kind: 'left', earlier });
  });

  it('may have run if this browser has lost its key', async () => {
    browser.entry = undefined;
    await page.resume();
    expect(page.state()).toMatchObject({ kind: 'left', earlier: 'unknown' });
  });

  describe('when its key is too old to be sent', () => {
    beforeEach(async () => {
      browser.entry = { ...entry, createdAt: 0 };
      browser.wallMs = retentionHours * 3_600_000 + 1;
      await page.resume();
    });

    it('is sent by no click', async () => {
      expect(page.state()).toMatchObject({ kind: 'left', earlier: 'too_old' });
      await page.payNow();
      expect(browser).toMatchObject({ calls: [], submission: aSubmission });
    });

    it('leaves its cart, for another purchase', async () => {
      expect(await page.giveUp()).toBe(true);
      expect(browser).toMatchObject({ submission: undefined, cart: { attempt: 3, lines: body.lines } });
    });

    it('is sent with a new key if the old one took nothing', async () => {
      browser.entry = { ...entry, createdAt: 0, state: 'released' };
      const later = browser.tab();
      await later.resume();
      await browser.ends(later.payNow(), paid);
      expect(later.state()).toMatchObject({ kind: 'ordered' });
    });
  });

  it('leads to its order if that is known', async () => {
    browser.entry = { ...entry, reference: 'ord_1' };
    await page.resume();
    expect(page.state()).toMatchObject({ kind: 'ordered', orderId: 'ord_1' });
  });

  it('is sent by a click, with the same body, and then resumed as a new one', async () => {
    await page.resume();
    const call = page.payNow();
    expect(page.state()).toMatchObject({ kind: 'paying', submission: aSubmission });
    expect(await browser.hasCalls(1)).toMatchObject([{ name, body }]);
    expect(browser.submission).toEqual({ ...aSubmission, sentAt: browser.wallMs });
    const reloaded = browser.tab();
    await browser.ends(reloaded.resume(), paid, 2);
    await browser.ends(call, paid);
    expect([page.state(), reloaded.state()]).toMatchObject([{ kind: 'ordered' }, { kind: 'ordered' }]);
  });

  it('is sent by a click though its time cannot be stored', async () => {
    await page.resume();
    browser.entries.set = () => {
      throw new Error('QuotaExceededError');
    };
    await browser.ends(page.payNow(), paid);
    expect(page.state()).toMatchObject({ kind: 'ordered' });
  });

  it('that is not wanted is never sent again, and its cart pays under a new name', async () => {
    await page.resume();
    expect(await page.giveUp()).toBe(true);
    expect(page.state()).toEqual(form);
    expect(browser).toMatchObject({
      calls: [],
      submission: undefined,
      cart: { attempt: 3, lines: body.lines },
    });
    await browser.ends(page.pay(make(withOtherToken)), paid);
    expect(browser.calls).toMatchObject([{ name: 'cart-a-3', body: withOtherToken.body }]);
  });

  it('is not given up once its order is known', async () => {
    await page.resume();
    browser.entry = { ...entry, reference: 'ord_1' };
    expect(await page.giveUp()).toBe(false);
    expect(page.state()).toMatchObject({ kind: 'ordered', orderId: 'ord_1' });
  });

  it('is not what a click on another form sends', async () => {
    browser.entries.clear();
    await page.resume();
    browser.store(aSubmission);
    await page.pay(make(withOtherToken));
    expect(page.state()).toEqual(left);
    expect(browser.calls).toEqual([]);
  });
});

describe('a purchase that this browser has lost, but not its key', () => {
  const payAnew = async (): Promise<void> => {
    const call = page.pay(make(withOtherToken));
    (await browser.hasCalls(1))[0]?.fail(new OperationMismatchError(name, 'open'));
    await call;
  };

  beforeEach(() => {
    browser.entries.clear();
    browser.entry = { ...entry, createdAt: 0 };
  });

  it('keeps its cart while it may still be on its way', async () => {
    browser.wallMs = longestUnaskedMs;
    await payAnew();
    expect(page.state()).toMatchObject({ kind: 'form', refusal: { kind: 'earlier_unknown' } });
    expect(browser).toMatchObject({ submission: undefined, cart: { attempt: 2 } });
  });

  it.each([
    ['15 minutes', longestUnaskedMs],
    ['72 hours', retentionHours * 3_600_000],
  ])('can be given up after %s, so that its cart pays under a new name', async (_, ms) => {
    browser.wallMs = ms + 1;
    await payAnew();
    expect(page.state()).toMatchObject({ kind: 'left', earlier: 'lost' });
    await page.payNow();
    expect(browser.calls).toHaveLength(1);
    expect(await page.giveUp()).toBe(true);
    expect(page.state()).toEqual(form);
    await browser.ends(page.pay(make(withOtherToken)), paid, 2);
    expect(browser.calls[1]).toMatchObject({ name: 'cart-a-3', body: withOtherToken.body });
  });

  it('is not given up once another tab sends that cart', async () => {
    await payAnew();
    browser.store(aSubmission);
    expect(await page.giveUp()).toBe(false);
    expect(browser).toMatchObject({ submission: aSubmission, cart: { attempt: 2 } });
  });
});

describe('a page that stays open', () => {
  beforeEach(() => {
    browser.wallMs = 0;
  });

  it('asks without a click only for so long', async () => {
    await browser.ends(page.resume(), unknown(true));
    browser.wallMs = longestUnaskedMs;
    await browser.ends(page.wake(), unknown(true), 2);
    browser.wallMs += 1;
    await page.wake();
    expect(page.state()).toEqual(left);
    expect(browser.calls).toHaveLength(2);
  });

  it('asks when it is clicked, and sends nothing more when it is woken meanwhile', async () => {
    await browser.ends(page.resume(), unknown(true));
    browser.wallMs = longestUnaskedMs + 1;
    const click = page.askAgain();
    await browser.hasCalls(2);
    browser.nowMs = 2_000;
    await page.wake();
    expect(browser.calls).toHaveLength(2);
    await browser.ends(click, declined, 2);
    expect(page.state()).toMatchObject({ kind: 'form', refusal: { outcome: declined } });
  });
});

describe('two tabs with a purchase that was left', () => {
  let other: Purchase;

  beforeEach(async () => {
    other = browser.tab();
    await Promise.all([page.resume(), other.resume()]);
  });

  it('send the same request if both are clicked', async () => {
    const calls = [page.payNow(), other.payNow()];
    for (const { end } of await browser.hasCalls(2)) end(paid);
    await Promise.all(calls);
    expect(browser.calls.map((call) => call.body)).toEqual([body, body]);
    expect([page.state(), other.state()]).toMatchObject([{ orderId: 'ord_1' }, { orderId: 'ord_1' }]);
  });

  it('do not give up what the other has just sent, and ask for its outcome instead', async () => {
    const call = page.payNow();
    await browser.hasCalls(1);
    const givingUp = other.giveUp();
    for (const { end } of await browser.hasCalls(2)) end(paid);
    await call;
    expect(await givingUp).toBe(false);
    expect(browser.calls.map((each) => each.body)).toEqual([body, body]);
    expect(other.state()).toMatchObject({ kind: 'ordered' });
  });

  it('do not send what the other has given up', async () => {
    await page.giveUp();
    await other.payNow();
    expect(other.state()).toEqual(form);
    expect(browser.calls).toEqual([]);
  });

  it('do not send what the other has given up, though they were already asking', async () => {
    browser.wallMs = 0;
    const asking = browser.tab();
    await browser.ends(asking.resume(), unknown(true));
    browser.wallMs = longestUnaskedMs + 1;
    await page.giveUp();
    await asking.askAgain();
    expect(asking.state()).toEqual(form);
    expect(browser.calls).toHaveLength(1);
  });

  it('follow the other once it has decided', async () => {
    await page.giveUp();
    await other.wake();
    expect(other.state()).toEqual(form);
  });

  it('follow the other to its order', async () => {
    await browser.ends(page.payNow(), paid);
    browser.entry = { ...entry, reference: 'ord_1' };
    await other.wake();
    expect(other.state()).toMatchObject({ kind: 'ordered', orderId: 'ord_1' });
    expect(browser.calls).toHaveLength(1);
  });
});
