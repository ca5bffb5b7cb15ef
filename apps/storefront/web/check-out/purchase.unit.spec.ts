import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CallProgress,
  type CheckoutOutcome,
  type KeyEntry,
  KeyStorageError,
  OperationMismatchError,
} from '@holdfast/checkout-client';
import { declined, FakeBrowser, make, paid, unknown, withOtherToken } from './purchase.fixture.ts';
import { type Purchase } from './purchase.ts';
import { aProblem, aSubmission, refusedWith, sent, total } from './submission.fixture.ts';
import { type Submission } from './submission.ts';

const { name } = aSubmission;
const conflict: CheckoutOutcome = {
  kind: 'conflict',
  problem: aProblem('idempotency_key_reused'),
  ...sent,
};

let browser: FakeBrowser;
let page: Purchase;

beforeEach(() => {
  browser = new FakeBrowser({ cartId: 'a', attempt: 2, lines: aSubmission.body.lines });
  page = browser.tab();
});

describe('a purchase', () => {
  it('is stored before it is sent, and removed with the cart and the order written', async () => {
    const call = page.pay(make());
    const [first] = await browser.hasCalls(1);
    expect(browser.submission).toEqual(aSubmission);
    expect(first).toMatchObject({ name, body: aSubmission.body });
    await browser.ends(call, paid);
    expect(page.state()).toEqual({ kind: 'ordered', orderId: 'ord_1', isOfOtherTab: false });
    expect(browser.submission).toBeUndefined();
    expect(browser.cart).toEqual({ cartId: 'new-1', attempt: 1, lines: [] });
    expect(browser.orders).toEqual([{ orderId: 'ord_1', name, total, email: 'ada@example.com' }]);
  });

  it.each(['pending', 'action_required'])('that is %s is an order too', async (kind) => {
    await browser.ends(page.pay(make()), { ...paid, kind } as CheckoutOutcome);
    expect(page.state()).toMatchObject({ kind: 'ordered' });
    expect(browser.cart.lines).toEqual([]);
  });

  it.each([
    declined,
    refusedWith(aProblem('payment_refused')),
    conflict,
    { kind: 'expired', lastKnown: 'open', ...sent } as CheckoutOutcome,
  ])('with outcome $kind keeps the cart for the next attempt', async (outcome) => {
    await browser.ends(page.pay(make()), outcome);
    expect(page.state()).toMatchObject({ kind: 'form', refusal: { kind: 'outcome', outcome } });
    expect(browser.cart).toMatchObject({ cartId: 'a', attempt: 3, lines: aSubmission.body.lines });
    expect(browser.submission).toBeUndefined();
  });

  it('that is unknown changes nothing, and is asked about with the same body', async () => {
    await browser.ends(page.pay(make()), unknown(true));
    expect(page.state()).toMatchObject({ kind: 'unknown', submission: aSubmission });
    expect(browser.submission).toEqual(aSubmission);
    const again = page.askAgain();
    expect((await browser.hasCalls(2))[1]).toMatchObject({ name, body: aSubmission.body });
    await browser.ends(again, paid, 2);
    expect(page.state()).toMatchObject({ kind: 'ordered' });
  });

  it('is not sent if its form has no token', async () => {
    await page.pay(() => Promise.resolve(undefined));
    expect(page.state()).toEqual({ kind: 'form', refusal: undefined });
    expect(browser.calls).toEqual([]);
  });
});

describe('a second click', () => {
  it('sends the same request again, and no third one', async () => {
    const call = page.pay(make());
    await browser.hasCalls(1);
    const clicks = [page.pay(make(withOtherToken)), page.pay(make(withOtherToken))];
    const [first, second] = await browser.hasCalls(2);
    expect(second).toMatchObject({ name: first?.name, body: first?.body });
    expect(page.state()).toMatchObject({ kind: 'paying', wasAskedAgain: true });
    second?.end(paid);
    await Promise.all(clicks);
    expect(browser.calls).toHaveLength(2);
    expect(page.state()).toMatchObject({ kind: 'ordered' });
    first?.end(declined);
    await call;
    expect(page.state()).toMatchObject({ kind: 'ordered' });
  });

  it('while the token is being made sends again as soon as there is one', async () => {
    let made: (submission: Submission) => void = () => undefined;
    const call = page.pay(() => new Promise((resolve) => (made = resolve)));
    await page.pay(make(withOtherToken));
    expect(browser.calls).toEqual([]);
    made(aSubmission);
    for (const { end } of await browser.hasCalls(2)) end(paid);
    await call;
    expect(browser.calls.map(({ body }) => body)).toEqual([aSubmission.body, aSubmission.body]);
  });

  it('leaves the outcome open until both calls have ended', async () => {
    const call = page.pay(make());
    await browser.hasCalls(1);
    const click = page.pay(make());
    await browser.ends(click, unknown(true), 2);
    expect(page.state()).toMatchObject({ kind: 'paying' });
    await browser.ends(call, paid);
    expect(page.state()).toMatchObject({ kind: 'ordered' });
  });
});

describe('a page that is loaded', () => {
  beforeEach(() => void browser.entries.set('holdfast.submission', JSON.stringify(aSubmission)));
  const entry = { key: 'k', state: 'open', reference: 'ord_1' } as KeyEntry;

  it('sends the stored submission again', async () => {
    await browser.ends(page.resume(), declined);
    expect(browser.calls).toMatchObject([{ name, body: aSubmission.body }]);
    expect(page.state()).toMatchObject({ kind: 'form', refusal: { outcome: declined } });
  });

  it('goes to the order if it is known, and sends nothing', async () => {
    browser.entry = entry;
    await page.resume();
    expect(page.state()).toMatchObject({ kind: 'ordered', orderId: 'ord_1' });
    expect(browser).toMatchObject({ calls: [], submission: undefined, cart: { lines: [] } });
  });

  it('sends a refused one, whose stored response has the reason', async () => {
    browser.entry = { ...entry, state: 'refused' };
    await browser.ends(page.resume(), declined);
    expect(page.state()).toMatchObject({ kind: 'form', refusal: { outcome: declined } });
  });

  it('shows the form if nothing is stored', async () => {
    browser.entries.clear();
    await page.resume();
    expect(page.state()).toEqual({ kind: 'form', refusal: undefined });
  });

  it('is woken while it asks, and asks at most twice', async () => {
    const call = page.resume();
    await browser.hasCalls(1);
    await page.wake();
    expect(browser.calls).toHaveLength(1);
    browser.nowMs = 1_001;
    const wakes = [page.wake(), page.wake()];
    for (const { end } of await browser.hasCalls(2)) end(paid);
    await Promise.all([call, ...wakes]);
    expect(browser.calls).toHaveLength(2);
    expect(page.state()).toMatchObject({ kind: 'ordered' });
  });
});

describe('a storage that fails', () => {
  it('before the token is made sends nothing, and the form says so', async () => {
    browser.entries.set = () => {
      throw new Error('QuotaExceededError');
    };
    let wasMade = false;
    await page.pay(() => Promise.resolve(((wasMade = true), aSubmission)));
    expect(wasMade).toBe(false);
    expect(page.state()).toEqual({ kind: 'form', refusal: { kind: 'storage_blocked' } });
    expect(browser.calls).toEqual([]);
  });

  it('for the key leaves nothing for the next page to send', async () => {
    const call = page.pay(make());
    (await browser.hasCalls(1))[0]?.fail(new KeyStorageError('The key storage cannot be written.'));
    await call;
    expect(page.state()).toEqual({ kind: 'form', refusal: { kind: 'storage_blocked' } });
    expect(browser.submission).toBeUndefined();
  });

  it('for one of two calls keeps what the other has sent', async () => {
    const call = page.pay(make());
    await browser.hasCalls(1);
    const click = page.pay(make());
    const [first] = await browser.hasCalls(2);
    first?.fail(new KeyStorageError('The key storage cannot be read.'));
    await call;
    expect(page.state()).toMatchObject({ kind: 'paying' });
    await browser.ends(click, unknown(true), 2);
    expect(page.state()).toMatchObject({ kind: 'unknown', outcome: { mayHaveRun: true } });
    expect(browser.submission).toEqual(aSubmission);
  });

  it.each([
    [0, 1],
    [1, 0],
  ])('for both of two calls, %d before %d, says that nothing was sent', async (...order) => {
    const call = page.pay(make());
    await browser.hasCalls(1);
    const calls = [call, page.pay(make())];
    await browser.hasCalls(2);
    for (const index of order) {
      browser.calls[index]?.fail(new KeyStorageError('The key storage cannot be read.'));
      await calls[index];
    }
    expect(page.state()).toEqual({ kind: 'form', refusal: { kind: 'storage_blocked' } });
    expect(browser.submission).toBeUndefined();
  });

  it('after an earlier request leaves the outcome unknown', async () => {
    await browser.ends(page.pay(make()), unknown(true));
    const again = page.askAgain();
    (await browser.hasCalls(2))[1]?.fail(new KeyStorageError('The key storage cannot be read.'));
    await again;
    expect(page.state()).toMatchObject({ kind: 'unknown', outcome: { mayHaveRun: true } });
    expect(browser.submission).toEqual(aSubmission);
  });
});

describe('a call that runs longer than its purchase', () => {
  const late: CallProgress = { attempt: 4, of: 5, nextAttemptInMs: undefined, last: undefined };

  it('leaves the next purchase its own progress and its own end', async () => {
    void page.pay(make());
    await browser.hasCalls(1);
    await browser.ends(page.pay(make()), paid, 2);
    page.arrived();
    const next = page.pay(make({ ...aSubmission, name: 'cart-new-1-1' }));
    const [first, , third] = await browser.hasCalls(3);
    third?.options.onProgress?.({ ...late, attempt: 1 });
    first?.options.onProgress?.(late);
    expect(page.state()).toMatchObject({ kind: 'paying', progress: { attempt: 1 } });
    await browser.ends(next, unknown(true), 3);
    expect(page.state()).toMatchObject({ kind: 'unknown', submission: { name: 'cart-new-1-1' } });
  });
});

describe('an error', () => {
  it('of the client for another body leads to the order if it is known', async () => {
    const call = page.pay(make());
    await browser.hasCalls(1);
    browser.entry = { key: 'k', state: 'succeeded', reference: 'ord_9' } as KeyEntry;
    browser.calls[0]?.fail(new OperationMismatchError(name, 'succeeded'));
    await call;
    expect(page.state()).toEqual({ kind: 'ordered', orderId: 'ord_9', isOfOtherTab: true });
  });

  it('of the client for another body without a known order keeps that one open', async () => {
    const call = page.pay(make());
    (await browser.hasCalls(1))[0]?.fail(new OperationMismatchError(name, 'open'));
    await call;
    expect(page.state()).toMatchObject({ kind: 'form', refusal: { kind: 'earlier_unknown' } });
  });

  it('that is a bug is reported, and the outcome is unknown', async () => {
    const bug = new Error('a bug');
    const call = page.pay(make());
    (await browser.hasCalls(1))[0]?.fail(bug);
    await call;
    expect(page.state()).toMatchObject({ kind: 'unknown', outcome: { mayHaveRun: true } });
    expect(browser.reported).toEqual([bug]);
  });

  it('of the payment form is reported, and nothing was sent', async () => {
    const bug = new Error('a bug');
    await page.pay(() => Promise.reject(bug));
    expect(page.state()).toEqual({ kind: 'form', refusal: { kind: 'page_failed' } });
    expect([browser.reported, browser.calls]).toEqual([[bug], []]);
  });
});

describe('a purchase without effect', () => {
  const released = { key: 'k', state: 'released' } as KeyEntry;
  const sentElsewhere: KeyEntry = { ...released, state: 'open' };

  it('can be given up, so that the cart can change', async () => {
    await browser.ends(page.pay(make()), unknown(false));
    browser.entry = released;
    expect(await page.giveUp()).toBe(true);
    expect(page.state()).toEqual({ kind: 'form', refusal: undefined });
    expect(browser.submission).toBeUndefined();
  });

  it.each([
    ['it may have run', true, released],
    ['another tab has sent it meanwhile', false, sentElsewhere],
  ])('is not given up if %s', async (_, mayHaveRun, entry) => {
    await browser.ends(page.pay(make()), unknown(mayHaveRun));
    browser.entry = entry;
    expect(await page.giveUp()).toBe(false);
    expect(browser.submission).toEqual(aSubmission);
  });
});

describe('the progress', () => {
  const failed = { reason: 'network', status: undefined, problem: undefined, mayHaveRun: true } as const;
  const attempt: CallProgress = { attempt: 1, of: 5, nextAttemptInMs: 300, last: failed };

  it('of the first call is shown, and takes the place of the answer to a click', async () => {
    const call = page.pay(make());
    const [first] = await browser.hasCalls(1);
    const click = page.pay(make());
    first?.options.onProgress?.({ ...attempt, nextAttemptInMs: undefined, last: undefined });
    expect(page.state()).toMatchObject({ wasAskedAgain: true });
    first?.options.onProgress?.(attempt);
    expect(page.state()).toMatchObject({ wasAskedAgain: false, progress: { ...attempt, at: 0 } });
    for (const { end } of await browser.hasCalls(2)) end(paid);
    await Promise.all([call, click]);
    first?.options.onProgress?.(attempt);
    expect(page.state()).toMatchObject({ kind: 'ordered' });
  });
});
