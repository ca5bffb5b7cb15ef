import { priceList } from '../customers/price-list.ts';

/** Stands for an unknown value in texts from the products' source. Every placeholder accepts it. */
export const hole = '§';

const money = String.raw`\$\d[\d,]*(?:\.\d+)?`;
const time = String.raw`[A-Z][a-z]+ \d{1,2}, \d{4}(?: at \d{1,2}:\d{2} [AP]M UTC)?`;
const products = [...priceList.values()].map(({ name }) => name.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
const product = products.join('|');

/** Amounts are compared with the record that they name; the other values only have a shape. */
const shapes = {
  /** The price of the customer's cart. */
  total: money,
  /** The amount of a refund of the order. */
  refund: money,
  /** The amount of a dispute of the order's payment. */
  dispute: money,
  /** At most the price of the cart. */
  part: money,
  /** The price of the cart without some of the order's refunds and disputes. */
  left: money,
  order: String.raw`ord_\w+`,
  refundId: String.raw`re_\w+`,
  /** The page of the order, with its token. Invariant 14 judges it. */
  page: String.raw`https?:\S+#[\w-]+`,
  /** Products in parentheses, or nothing. */
  products: String.raw`(?: \((?:\d+ × (?:${product})(?:, )?)+\))?`,
  product,
  /** A line of a receipt. */
  line: String.raw`\d+ x (?:${product})(?: at ${money})?: ${money}`,
  name: String.raw`[^\n]{1,60}?`,
  time,
  count: String.raw`\d+`,
  word: String.raw`[\w.-]+`,
  quoted: '"[^"]*"',
  text: String.raw`.+?`,
} as const;

export type Kind = keyof typeof shapes;

export interface Word {
  readonly kind: Kind;
  readonly value: string;
}

const placeholder = /\{(\w+)\}/g;
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
const isKind = (name: string): name is Kind => name in shapes;

/** A sentence with placeholders: `Payment of {total} received.` */
export class Template {
  readonly text: string;
  private readonly pattern: RegExp;
  private readonly kinds: readonly Kind[];

  /** @throws Error on an unknown placeholder */
  constructor(text: string) {
    this.text = text;
    this.kinds = [...text.matchAll(placeholder)].map(([, name = '']) => {
      if (!isKind(name)) throw new Error(`"${text}" has an unknown placeholder: ${name}`);
      return name;
    });
    const source = text.split(placeholder).map((part, index) => {
      if (index % 2 === 0) return escaped(part);
      return `(${hole}|${isKind(part) ? shapes[part] : ''})`;
    });
    this.pattern = new RegExp(source.join(''), 'y');
  }

  /** The values at this position; undefined if the text does not continue with this sentence. */
  matchAt(text: string, position: number): { readonly length: number; readonly words: Word[] } | undefined {
    this.pattern.lastIndex = position;
    const match = this.pattern.exec(text);
    if (match === null) return undefined;
    const words = this.kinds.map((kind, index) => ({ kind, value: match[index + 1] ?? '' }));
    return { length: match[0].length, words };
  }
}
