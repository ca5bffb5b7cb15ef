/** A text as numbers of its parts; two texts share the parts that they have in common. */
export type TextParts = readonly number[];

const longestText = 600;

const cut = (text: string): string =>
  text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;

/** Each part once: the sentences of hundreds of strikes differ in one message and one process. */
export class SharedTexts {
  private readonly numbers = new Map<string, number>();

  /** The number of a text that is kept whole, such as a name or a status. */
  number(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.numbers.size);
    return this.numbers.size - 1;
  }

  /** Splits at sentences, commas and quotes. A text of more than 600 characters is cut. */
  parts(text: string): TextParts {
    return text === ''
      ? []
      : cut(text)
          .split(/(?<=[.,;:] )|(?=")/)
          .map((part) => this.number(part));
  }

  all(): string[] {
    return [...this.numbers.keys()];
  }
}
