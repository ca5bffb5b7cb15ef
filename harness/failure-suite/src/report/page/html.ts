/** Markup that is inserted into a page unescaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Piece = Html | string | number | null | undefined | false | readonly Piece[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

export function textOf(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'object') return piece.map(textOf).join('');
  return escaped(String(piece));
}

/** Drops the indentation of the source, which would be a third of the page. */
const flat = (literal: string): string => literal.replace(/\n\s+/g, '\n');

/** Escapes everything that is not `Html`: a customer's name or a provider's response never becomes a tag. */
export const html = (literals: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  new Html(literals.map((literal, index) => flat(literal) + textOf(pieces[index])).join(''));

/** Turns a name into an element ID that is valid in a URL fragment. */
export const anchor = (name: string): string => name.replace(/[^\w.-]+/g, '-');
