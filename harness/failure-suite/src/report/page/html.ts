/** Markup that is safe to put into a page as it is. */
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

/** The indentation of the source says nothing in the page, and would be a third of it. */
const flat = (literal: string): string => literal.replace(/\n\s+/g, '\n');

/** Escapes whatever is not markup already: a customer's name or a provider's answer never becomes a tag of the page. */
export const html = (literals: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  new Html(literals.map((literal, index) => flat(literal) + textOf(pieces[index])).join(''));

/** Characters that may stand in an id and in the address of one. */
export const anchor = (name: string): string => name.replace(/[^\w.-]+/g, '-');
