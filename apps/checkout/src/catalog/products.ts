export interface Product {
  readonly productId: string;
  readonly name: string;
  readonly description: string;
  readonly unitPrice: { readonly amountMinor: number; readonly currency: 'usd' };
  /** File name in this app's `images` folder. */
  readonly image: string;
}

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' }) as const;

export const products: readonly Product[] = [
  {
    productId: 'prod_tea',
    name: 'Harbor black tea',
    description:
      'A strong breakfast blend of Assam and Ceylon. 250 g of loose leaf in a tin that shuts tight.',
    unitPrice: usd(2100),
    image: 'tea.svg',
  },
  {
    productId: 'prod_mug',
    name: 'Enamel mug',
    description:
      'Steel under two coats of enamel, with room for half a liter. It survives a fall onto the deck.',
    unitPrice: usd(1600),
    image: 'mug.svg',
  },
  {
    productId: 'prod_kettle',
    name: 'Galley kettle',
    description: 'A two-liter enamel kettle with a wide base and a wooden handle. It pours without dripping.',
    unitPrice: usd(5400),
    image: 'kettle.svg',
  },
  {
    productId: 'prod_marmalade',
    name: 'Seville marmalade',
    description: 'Bitter oranges cooked slowly in small pans and cut thick. 340 g.',
    unitPrice: usd(950),
    image: 'marmalade.svg',
  },
  {
    productId: 'prod_rope',
    name: 'Manila rope',
    description: 'Ten meters of three-strand manila, 12 mm thick, with both ends whipped.',
    unitPrice: usd(2800),
    image: 'rope.svg',
  },
  {
    productId: 'prod_lantern',
    name: 'Storm lantern',
    description: 'Burns lamp oil for twenty hours and stays lit in a gale. The globe lifts out for cleaning.',
    unitPrice: usd(4900),
    image: 'lantern.svg',
  },
  {
    productId: 'prod_blanket',
    name: 'Wool blanket',
    description: 'Undyed and striped wool, woven heavy. It covers one sailor or two good friends.',
    unitPrice: usd(12900),
    image: 'blanket.svg',
  },
  {
    productId: 'prod_sweater',
    name: "Fisherman's sweater",
    description: 'Knitted in one piece from oiled wool that sheds spray. Cut long in the body and the cuffs.',
    unitPrice: usd(14500),
    image: 'sweater.svg',
  },
  {
    productId: 'prod_compass',
    name: 'Brass compass',
    description: 'A liquid-damped needle in a solid brass case. It settles in three seconds.',
    unitPrice: usd(7800),
    image: 'compass.svg',
  },
  {
    productId: 'prod_notebook',
    name: 'Chart notebook',
    description:
      'A hundred and sixty pages of water-resistant paper, ruled for soundings. It comes with a pencil.',
    unitPrice: usd(1850),
    image: 'notebook.svg',
  },
  {
    productId: 'prod_bell',
    name: "Ship's bell",
    description: 'Cast brass on an oak stand, with a hand-tied bell rope. Loud enough for any kitchen.',
    unitPrice: usd(8900),
    image: 'bell.svg',
  },
  {
    productId: 'prod_soap',
    name: 'Sea salt soap',
    description: 'Two bars of olive oil soap with sea salt and juniper. They lather in cold water.',
    unitPrice: usd(1200),
    image: 'soap.svg',
  },
];
