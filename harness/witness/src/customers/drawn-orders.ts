import { type SeededRandom } from '../plans/seeded-random.ts';
import { type CartLine, priceList, priceOf } from './price-list.ts';

export interface DrawnOrder {
  readonly lines: readonly CartLine[];
  readonly paymentMethod: string;
}

/** Two packs of tea for $42.00, for scenarios that need a certain order and for customers who draw none. */
export const twoTeas = { lines: [{ productId: 'prod_tea', quantity: 2 }] } as const;

/** Cards that the bank accepts without a confirmation. */
const cards = [
  'pm_card_visa',
  'pm_card_visa_debit',
  'pm_card_mastercard',
  'pm_card_mastercard_prepaid',
  'pm_card_amex',
  'pm_card_discover',
  'pm_card_jcb',
];

/** Surnames that HTML, headers and logs must not trip over, and one that mail programs make a link. */
const surnames = [
  "O'Brien",
  'Müller-Sørensen',
  '"Zoë" Ng',
  'Ünal & Søn',
  '<Tremblay>',
  '𠮷田',
  '🫖',
  'prize.example',
];

const letters = [...'abcdefghijkmnopqrstuvwxyz'];
const products = [...priceList.keys()];
/** A long run uses up the totals of small carts: each collision allows one more piece per line. */
const fewPieces = 4;
/** The most that checkout accepts per line. */
const mostPieces = 99;
const mostLines = 3;
/** Of one cart in eight, so that a list without its last lines is noticed. Checkout accepts 50. */
const longCart = 15;

/** Totals that are not drawn: scenarios prescribe orders of these. */
const prescribed: ReadonlySet<number> = new Set([1_600, 4_200, 6_300]);

/** The totals of a run's orders. An amount in any ledger then names its order, like a fingerprint. */
export class UsedTotals {
  private readonly used = new Set<number>();

  /** False if another order of the run has this total. */
  take(total: number): boolean {
    if (prescribed.has(total) || this.used.has(total)) return false;
    this.used.add(total);
    return true;
  }
}

/** Orders that differ from all others of a run in their total. The same seed draws the same carts. */
export class DrawnOrders {
  private readonly random: SeededRandom;
  private readonly totals: UsedTotals;

  constructor(random: SeededRandom, totals: UsedTotals) {
    this.random = random;
    this.totals = totals;
  }

  /** Six letters for an address. */
  letters(): string {
    return Array.from({ length: 6 }, () => this.random.pick(letters)).join('');
  }

  surname(): string {
    return this.random.pick(surnames);
  }

  next(): DrawnOrder {
    for (let most = fewPieces; ; most = Math.min(most + 1, mostPieces)) {
      const lines = this.cart(most);
      const total = priceOf(lines);
      if (total !== undefined && this.totals.take(total))
        return { lines, paymentMethod: this.random.pick(cards) };
    }
  }

  /** A product may be in several lines. */
  private cart(most: number): CartLine[] {
    const length = this.random.between(1, 8) === 1 ? longCart : this.random.between(1, mostLines);
    return Array.from({ length }, () => ({
      productId: this.random.pick(products),
      quantity: this.random.between(1, most),
    }));
  }
}
