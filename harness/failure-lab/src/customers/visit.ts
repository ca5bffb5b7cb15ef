import { bodyOf, type CustomerResponse, pause, type SeededRandom, type Shopper } from '@holdfast/witness';

export type Habit = 'buys' | 'doubleClicks' | 'retries' | 'vanishes';

export const mix: Readonly<Record<Habit, number>> = {
  buys: 0.6,
  doubleClicks: 0.2,
  retries: 0.14,
  vanishes: 0.06,
};
/** The share of cards that the bank declines. */
export const declines = 0.08;

/** 120 ms: the second click of a double click. */
const secondClickMs = 120;
/** 300 ms: about when the charge is being made. */
const vanishesAfterMs = 300;
/** An ordinary customer asks again twice. */
const attempts = 3;
/** A patient one asks again until the order is final, for 60 s. */
const patienceMs = 60_000;
const betweenLooksMs = 1_000;

const products = ['prod_tea', 'prod_mug', 'prod_lantern', 'prod_notebook', 'prod_compass', 'prod_kettle'];

/** Everything that a customer will do, drawn before it begins. */
export interface PlannedPurchase {
  readonly habit: Habit;
  readonly order: Readonly<Record<string, unknown>>;
}

export function planPurchase(random: SeededRandom): PlannedPurchase {
  const habit = drawHabit(random.next());
  const lines = [{ productId: random.pick(products), quantity: random.between(1, 3) }];
  const paymentMethod = random.isLucky(declines) ? 'pm_card_chargeDeclined' : 'pm_card_visa';
  return { habit, order: { lines, paymentMethod } };
}

function drawHabit(drawn: number): Habit {
  let below = 0;
  for (const [habit, share] of Object.entries(mix)) {
    below += share;
    if (drawn < below) return habit as Habit;
  }
  return 'buys';
}

/** One look at the suggestions, then the purchase. Resolves to its last response. */
export async function purchase(
  shopper: Shopper,
  { habit, order }: PlannedPurchase,
  options: { readonly key: string; readonly signal: AbortSignal },
): Promise<CustomerResponse> {
  const { key, signal } = options;
  await shopper.get(`/recommendations?customerId=${encodeURIComponent(shopper.email)}&limit=4`);
  switch (habit) {
    case 'buys':
      return shopper.checkOut({ key, order, attempts });
    case 'doubleClicks': {
      const first = shopper.checkOut({ key, order, attempts });
      await pause(secondClickMs, signal);
      const second = await shopper.checkOut({ key, order, attempts });
      // One of them may have left while the other was in flight.
      const responses = [await first, second];
      return responses.find(({ status }) => status === 201 || status === 402) ?? second;
    }
    case 'retries':
      return untilFinal(() => shopper.checkOut({ key, order }), signal);
    case 'vanishes':
      // The announced deadline is that of all others: the shop must not know that this customer will vanish.
      return shopper.checkOut({
        key,
        order,
        headers: { 'x-request-timeout-ms': '4000' },
        attempts: 1,
        timeoutMs: vanishesAfterMs,
      });
  }
}

async function untilFinal(
  checkOut: () => Promise<CustomerResponse>,
  signal: AbortSignal,
): Promise<CustomerResponse> {
  const leavesAt = Date.now() + patienceMs;
  for (;;) {
    const response = await checkOut();
    const isPending = response.status === 202 && bodyOf(response)['status'] === 'payment_pending';
    if (!isPending || Date.now() > leavesAt) return response;
    await pause(betweenLooksMs, signal);
  }
}
