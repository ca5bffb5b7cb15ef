import { describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import { type RenderedEmail } from '../emails/rendered-email.ts';
import { composeEmail } from './email.composer.ts';

const from = { name: 'Holdfast', address: 'shop@holdfast.example' };
const usual = { from, to: 'ada@example.com', messageId: '<receipt.5f0c@holdfast.example>' };
const receipt: RenderedEmail = {
  subject: 'Your receipt for $58.00',
  text: 'Hello Ada,\n\nTotal: $58.00\n',
  html: '<!doctype html>\n<html lang="en">\n  <body>Hello Ada, &#163;5</body>\n</html> ',
};

const awkward: readonly (readonly [string, Partial<RenderedEmail & typeof usual>])[] = [
  ['nothing unusual', {}],
  ['a name in Latin letters', { text: 'Hello Zoë,\n\nTotal: 58,00 €\n' }],
  ['a name in another script', { text: 'Hello 夏目漱石,\n\nThank you.\n', subject: '領収書 ¥5,800' }],
  ['an emoji across a soft line break', { text: `${'x'.repeat(72)}🍵${'y'.repeat(72)}🍵\n` }],
  ['a currency in its subject', { subject: 'Your receipt for €58.00' }],
  ['a long subject', { subject: `Your receipt for ${'a very long '.repeat(20)}list` }],
  ['a long subject with other letters', { subject: `Reçu ${'très long et détaillé '.repeat(12)}` }],
  ['a subject that looks encoded', { subject: '=?utf-8?q?hello?=' }],
  ['a line break in its subject', { subject: 'Receipt\r\nBcc: victim@example.com' }],
  ['lines that begin with a dot', { text: '.\n..\n.hidden\n', html: '.<p>\n..\n.</p>' }],
  ['lines that look like a boundary', { text: '--hf-0123\n--\nFrom me\n', html: '--hf-0123--\n<p>' }],
  ['equals signs and tabs', { text: 'a=b =3D ==\n\tindented\t\n', html: '<a href="?a=1&amp;b=2">=</a>' }],
  ['trailing spaces', { text: 'a  \nb \t\n', html: '<p>  \n</p> ' }],
  ['a line of 998 characters', { text: `${'x'.repeat(998)}\n`, html: `<p>${'y'.repeat(991)}</p>` }],
  ['a line of 999 characters', { text: `${'x'.repeat(999)}\n`, html: `<p>${'y'.repeat(992)}</p>` }],
  ['a line of 5,000 characters', { text: `${'x '.repeat(2_500)}\n`, html: `<p>${'=y'.repeat(2_500)}</p>` }],
  ['other line breaks', { text: 'a\r\nb\rc\n\r\nd', html: '<p>\r\n</p>\r' }],
  ['control characters', { text: 'a\u0000b\u0007c\u007f\n', html: '<p>\u2028\u0001</p>' }],
  ['a sender with quotes', { from: { name: 'Ada "The Shop", Inc.', address: 'shop@holdfast.example' } }],
  ['a sender with other letters', { from: { name: 'Café Zoë', address: 'shop@holdfast.example' } }],
  ['a sender without a name', { from: { name: '', address: 'shop@holdfast.example' } }],
  ['a recipient with a tag', { to: "ada.o'neil+tag@mail.example.com" }],
  ['a recipient with another domain', { to: 'ada@bücher.example' }],
  ['a recipient with other letters', { to: 'zoë@bücher.example' }],
  ['a recipient with a comma', { to: '"ada, mallory"@example.com' }],
];

const bytesOf = (change: Partial<RenderedEmail & typeof usual>) => {
  const { source, envelope } = composeEmail({ ...receipt, ...change }, { ...usual, ...change });
  return { source, envelope, lines: source.toString('latin1').split('\r\n') };
};

async function byNodemailer(change: Partial<RenderedEmail & typeof usual>) {
  const { to, ...rest } = { ...receipt, ...usual, ...change };
  const message = new MailComposer({ ...rest, to: { name: '', address: to } }).compile();
  const source = (await message.build()).toString().replaceAll(/\r\n|\r|\n/g, '\r\n');
  return { envelope: message.getEnvelope(), source: Buffer.from(source) };
}

/** Unfolded, without the boundary and the time. */
const headersOf = (source: Buffer): string[] =>
  source
    .toString()
    .split('\r\n\r\n', 1)[0]!
    .replaceAll(/\r\n\s+/g, ' ')
    .split('\r\n')
    .map((line) => line.replace(/boundary=.*/, 'boundary').replace(/^Date: .*/, 'Date'));

const contentOf = async (source: Buffer) => {
  const { subject, text, html, messageId, from: sender, to } = await simpleParser(source);
  return { subject, text, html, messageId, sender, to };
};

describe.each(awkward)('an email with %s', (_, change) => {
  it('reads like the one that nodemailer composes, and has its headers and envelope', async () => {
    const { source, envelope } = bytesOf(change);
    const expected = await byNodemailer(change);
    expect(await contentOf(source)).toEqual(await contentOf(expected.source));
    expect(envelope).toEqual(expected.envelope);
    expect(headersOf(source)).toEqual(headersOf(expected.source));
  });

  it('has only ASCII lines that SMTP transports', () => {
    const { source, lines } = bytesOf(change);
    const isUtf8Address = /\P{ASCII}/u.test(change.to?.split('@')[0] ?? '');
    if (!isUtf8Address) expect(source.every((byte) => byte > 0 && byte < 128)).toBe(true);
    for (const line of lines) {
      expect(line.length).toBeLessThanOrEqual(998);
      expect(line).not.toMatch(/[\r\n]/);
    }
    expect(lines.at(-1)).toBe('');
  });
});

describe('composeEmail', () => {
  it('chooses another boundary for each email', () => {
    const [first, second] = [bytesOf({}), bytesOf({})].map(({ lines }) =>
      lines.filter((l) => l.startsWith('--hf-')),
    );
    expect(first).toHaveLength(3);
    expect(first).not.toEqual(second);
  });

  it('sends a text of ASCII as it is, and encodes any other', () => {
    const encodings = bytesOf({ text: 'Zoë' }).lines.filter((line) =>
      line.startsWith('Content-Transfer-Encoding'),
    );
    expect(encodings).toEqual([
      'Content-Transfer-Encoding: quoted-printable',
      'Content-Transfer-Encoding: 7bit',
    ]);
  });
});
