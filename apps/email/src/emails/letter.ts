import { greeting } from './greeting.ts';
import { html } from './html.ts';
import { facts, heading, orderLink, orderLinkText, paragraph, renderHtml } from './layout.ts';
import { type RenderedEmail } from './rendered-email.ts';

export interface Letter {
  readonly subject: string;
  readonly heading: string;
  /** Shown next to the subject in the list of emails. */
  readonly preview: string;
  readonly customerName: string | null;
  readonly paragraphs: readonly string[];
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly orderUrl: string | undefined;
  readonly footer: string;
}

/** An email of paragraphs and facts, with the same words in its text and its HTML. */
export function renderLetter(letter: Letter): RenderedEmail {
  const { subject, preview, paragraphs, orderUrl, footer } = letter;
  const hello = greeting(letter.customerName);
  const width = Math.max(...letter.facts.map(([name]) => name.length)) + 2;
  return {
    subject,
    text: [
      hello,
      ...paragraphs,
      letter.facts.map(([name, value]) => `${`${name}:`.padEnd(width)}${value}`).join('\n'),
      ...orderLinkText(orderUrl),
      footer,
    ]
      .join('\n\n')
      .concat('\n'),
    html: renderHtml({
      title: subject,
      preview,
      content: html`${heading(letter.heading)} ${[hello, ...paragraphs].map(paragraph)} ${facts(letter.facts)}
      ${orderLink(orderUrl)}`,
      footer,
    }),
  };
}
