interface Advertised {
  readonly name: string;
  readonly priceMinor: number;
}

const at = (priceMinor: number, name: string): Advertised => ({ name, priceMinor });

/**
 * The advertised prices, in cents. Written down a second time on purpose: a customer compares the bill with
 * the price that was shown, not with the shop's own catalog. A spec compares both.
 */
export const priceList: ReadonlyMap<string, Advertised> = new Map([
  ['prod_tea', at(2_100, 'Harbor black tea')],
  ['prod_mug', at(1_600, 'Enamel mug')],
  ['prod_kettle', at(5_400, 'Galley kettle')],
  ['prod_marmalade', at(950, 'Seville marmalade')],
  ['prod_rope', at(2_800, 'Manila rope')],
  ['prod_lantern', at(4_900, 'Storm lantern')],
  ['prod_blanket', at(12_900, 'Wool blanket')],
  ['prod_sweater', at(14_500, "Fisherman's sweater")],
  ['prod_compass', at(7_800, 'Brass compass')],
  ['prod_notebook', at(1_850, 'Chart notebook')],
  ['prod_bell', at(8_900, "Ship's bell")],
  ['prod_soap', at(1_200, 'Sea salt soap')],
]);

/** The shop's own suggestions, best first. Written down a second time like the prices. */
export const mostPopularFirst: readonly string[] = [
  'prod_tea',
  'prod_mug',
  'prod_lantern',
  'prod_blanket',
  'prod_notebook',
  'prod_marmalade',
  'prod_compass',
  'prod_sweater',
  'prod_rope',
  'prod_kettle',
  'prod_soap',
  'prod_bell',
];

export interface CartLine {
  readonly productId: string;
  readonly quantity: number;
}

/** The advertised price of a cart in cents; undefined if a product is not advertised. */
export function priceOf(lines: readonly CartLine[]): number | undefined {
  const prices = lines.map(({ productId, quantity }) => {
    const advertised = priceList.get(productId);
    return advertised === undefined ? Number.NaN : advertised.priceMinor * quantity;
  });
  const sum = prices.reduce((total, price) => total + price, 0);
  return Number.isNaN(sum) ? undefined : sum;
}

/** `$1,234.50`: as a customer reads an amount in cents. */
export function inDollars(minor: number): string {
  const [whole = '', cents = ''] = (minor / 100).toFixed(2).split('.');
  return `$${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}
