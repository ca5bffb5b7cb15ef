import { type Cell } from '../scenario/scenario.ts';
import { type Enumerable } from '../scenario/readiness-box.ts';
import { type Point, type ShopFault } from './shop-points.ts';

/** The allowed outcomes of breaking an edge: the first response, and what the customer sees in the end. */
export interface Expectation {
  /** Allowed statuses of the first attempt; 0 means no response. */
  readonly first: readonly number[];
  readonly customerSees: string;
}

export const phaseOf = ({ direction }: Pick<Point, 'direction'>): Cell['phase'] =>
  direction === 'request' ? 'before the callee sees it' : 'after it ran, before a byte returns';

/**
 * On a busy machine, another instance may take over an expired lease; the customer is then asked to retry.
 */
const inFlight = 409;

const unaffected = {
  first: [201, inFlight],
  customerSees: 'The response is 201 as usual. Recovery happens in the background.',
};
const orPending = {
  first: [201, 202, inFlight],
  customerSees: 'The order is paid, or accepted as pending and paid soon after. It is charged once.',
};
const orRefused = {
  first: [0, 201, 202, inFlight, 503, 504],
  customerSees:
    'The order is paid, pending, refused with 503 or 504 and Retry-After, or gets no response. A retry with the same key yields one order, charged once.',
};
const orCut = {
  first: [0, 201, 202, inFlight, 503, 504],
  customerSees: 'The response may be lost. A retry with the same key yields one order, charged once.',
};
const suggested = {
  first: [200],
  customerSees: 'Suggestions are shown: live, cached or popular, and labeled as such.',
};
const orNoSuggestions = {
  first: [0, 200, 503],
  customerSees: 'The response may be lost. A retry succeeds.',
};

type Table = Readonly<Record<string, Readonly<Record<ShopFault, Expectation>>>>;

const same = (expectation: Expectation): Readonly<Record<ShopFault, Expectation>> => ({
  'kill the sender': expectation,
  'kill the receiver': expectation,
  reset: expectation,
  'black hole': expectation,
});

const money: Table = {
  'shopper->checkout request': same(orCut),
  'shopper->checkout response': same(orCut),
  'checkout->postgres request': same(orRefused),
  'checkout->postgres response': same(orRefused),
  'checkout->payments request': { ...same(orPending), 'kill the sender': orCut },
  'checkout->payments response': { ...same(orPending), 'kill the receiver': orCut },
  'payments->postgres request': { ...same(orPending), 'kill the receiver': orRefused },
  'payments->postgres response': { ...same(orPending), 'kill the sender': orRefused },
  'payments->stripe request': same(orPending),
  'payments->stripe response': same(orPending),
};

const behind: Table = {
  'stripe->payments request': same(orPending),
  'stripe->payments response': same(orPending),
  'payments->redis request': same(orPending),
  'payments->redis response': same(orPending),
  'checkout->redis request': { ...same(unaffected), 'kill the sender': orCut },
  'checkout->redis response': { ...same(unaffected), 'kill the receiver': orCut },
  'email->redis request': same(unaffected),
  'email->redis response': same(unaffected),
  'email->postgres request': { ...same(unaffected), 'kill the receiver': orRefused },
  'email->postgres response': { ...same(unaffected), 'kill the sender': orRefused },
  'email->mail request': same(unaffected),
  'email->mail response': same(unaffected),
};

const orToConfirm = {
  first: [0, 202, inFlight, 503, 504],
  customerSees:
    'The order waits for the confirmation, is pending, is refused with Retry-After, or gets no response. A retry shows the same confirmation until it expires. Nothing is charged without it.',
};
const waitsAnyway = {
  first: [202, inFlight],
  customerSees:
    'The order waits for the confirmation, or is pending until the bank asks. It ends as paid if the customer confirmed, and otherwise as failed, with an email.',
};

/** Never 201 at first: nothing is charged before the customer confirms. */
const toConfirm: Table = {
  'shopper->checkout request': same(orToConfirm),
  'shopper->checkout response': same(orToConfirm),
  'checkout->postgres request': same(orToConfirm),
  'checkout->postgres response': same(orToConfirm),
  'checkout->payments request': { ...same(waitsAnyway), 'kill the sender': orToConfirm },
  'checkout->payments response': { ...same(waitsAnyway), 'kill the receiver': orToConfirm },
  'payments->postgres request': { ...same(waitsAnyway), 'kill the receiver': orToConfirm },
  'payments->postgres response': { ...same(waitsAnyway), 'kill the sender': orToConfirm },
  'payments->stripe request': same(waitsAnyway),
  'payments->stripe response': same(waitsAnyway),
};

const suggestions: Table = {
  'shopper->checkout request': same(orNoSuggestions),
  'shopper->checkout response': same(orNoSuggestions),
  'checkout->recommendations request': { ...same(suggested), 'kill the sender': orNoSuggestions },
  'checkout->recommendations response': { ...same(suggested), 'kill the receiver': orNoSuggestions },
  'recommendations->postgres request': same(suggested),
  'recommendations->postgres response': same(suggested),
  'checkout->redis request': { ...same(suggested), 'kill the sender': orNoSuggestions },
  'checkout->redis response': { ...same(suggested), 'kill the receiver': orNoSuggestions },
};

const tables: Readonly<Partial<Record<Enumerable, Table>>> = {
  checkout: money,
  refund: money,
  webhook: { ...money, ...behind },
  receipt: behind,
  recommendations: suggestions,
  confirmation: toConfirm,
  expiry: toConfirm,
};

/** Undefined if no expectation is declared; a scenario that strikes such a point fails. */
export function expectationFor(
  { operation, route, direction }: Pick<Point, 'operation' | 'route' | 'direction'>,
  fault: ShopFault,
): Expectation | undefined {
  return tables[operation]?.[`${route} ${direction}`]?.[fault];
}
