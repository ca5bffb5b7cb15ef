import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Invariant } from '../invariant.ts';

/**
 * 37. Most customers read the HTML, which the other invariants do not judge. Headings, and what a mailbox
 * shows next to the subject, repeat what the text says in other words: only their numbers are compared.
 */
export const htmlOfEmails: Invariant = {
  number: 37,
  says: 'The HTML of an email says what its text says: it has every word of the text, and no other number or amount.',
  contradictions: ({ ledgers }) => ledgers.mails.flatMap(differences),
};

type Mail = Ledgers['mails'][number];

function differences({ messageId, text, html }: Mail): string[] {
  if (html === undefined) return [];
  const [said, shown] = [wordsIn(text), wordsIn(readable(html))];
  const links = new Set([...html.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => decoded(link)));
  const missing = [...said].filter((word) => !shown.has(word) && !links.has(word));
  const added = [...shown].filter((word) => /\d/.test(word) && !said.has(word));
  return [
    ...missing.map((word) => `the HTML of email ${messageId} lacks "${word}"`),
    ...added.map((word) => `the HTML of email ${messageId} has "${word}", which its text has not`),
  ];
}

/** A sentence of the text is a row of a table in the HTML: `2 x Tea at $21.00: $42.00`. */
const ofSentences = new Set(['at', 'Total', 'x', '×']);

const wordsIn = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .split(/\s+/)
      .map((word) => word.replace(/^[("]+|[.,:;!?)"]+$/g, ''))
      .filter((word) => word !== '' && !ofSentences.has(word)),
  );

const readable = (html: string): string =>
  decoded(html.replaceAll(/<head>[^]*?<\/head>/g, ' ').replaceAll(/<[^>]*>/g, ' '));

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

const decoded = (markup: string): string =>
  markup.replaceAll(/&(?:#(\d+)|(\w+));/g, (entity, code: string | undefined, name: string) =>
    code === undefined ? (entities[name] ?? entity) : String.fromCodePoint(Number(code)),
  );
