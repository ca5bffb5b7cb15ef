import { createHash } from 'node:crypto';
import { type StoredMail } from './mail-folder.ts';

const style = `
  :root { color-scheme: light dark; --line: light-dark(#8a8f98, #7d838c); --dim: light-dark(#565c66, #a4abb5); }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
  header, li { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; justify-content: space-between; }
  h1, h2 { margin: .5rem 0; font-size: 1.3rem; }
  a { color: light-dark(#1257c7, #8ab4ff); }
  ol { padding: 0; list-style: none; }
  li { padding: .5rem 0; border-top: 1px solid var(--line); }
  li span, dt { color: var(--dim); }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; }
  dd { margin: 0; }
  iframe, pre, button { border: 1px solid var(--line); border-radius: .4rem; }
  iframe { width: 100%; height: 70vh; background: #fff; }
  pre { padding: .75rem; white-space: pre-wrap; }
  button { padding: .3rem .7rem; background: none; color: inherit; font: inherit; cursor: pointer; }
`;

/** Shows new emails as they arrive. */
const script = `
  const newest = document.body.dataset.newest;
  setInterval(async () => {
    if (document.hidden || newest === undefined) return;
    const response = await fetch('/api/email/summary').catch(() => undefined);
    if (response?.ok && ((await response.json()).newest ?? '') !== newest) location.reload();
  }, 2000);
`;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const common = { 'Content-Type': 'text/html; charset=utf-8', 'X-Content-Type-Options': 'nosniff' };

export const pageHeaders: Readonly<Record<string, string>> = {
  ...common,
  'Content-Security-Policy':
    `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; connect-src 'self'; ` +
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

/** An email runs no script and loads nothing, so that it cannot report that it was read. */
export const sandboxHeaders: Readonly<Record<string, string>> = {
  ...common,
  'Content-Security-Policy':
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
};

/** `mails`: the newest of those with these IDs. */
export function listPage(mails: readonly StoredMail[], ids: readonly string[]): string {
  const rows = mails.map(
    ({ id, subject, to, time }) => `<li><a href="/email/${id}">${escaped(subject || '(no subject)')}</a>
<span>${escaped(to.map(({ address }) => address).join(', '))} · ${shownTime(time)}</span></li>`,
  );
  const rest =
    mails.length < ids.length ? `<p>${ids.length - mails.length} older ones are not shown.</p>` : '';
  const list = ids.length === 0 ? '<p>No emails yet.</p>' : `<ol>${rows.join('')}</ol>${rest}`;
  return page('Inbox', heading('Inbox', 'all', 'Delete all') + list, ids.at(-1) ?? '');
}

export function mailPage({ id, subject, headers, text, html }: StoredMail): string {
  const title = subject || '(no subject)';
  const rows = Object.entries(headers).map(
    ([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`,
  );
  const frame = `<iframe title="The email" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/email/${id}/html"></iframe>`;
  return page(
    title,
    `<p><a href="/">Inbox</a></p>${heading(title, id, 'Delete')}<dl>${rows.join('\n')}</dl>
${html === '' ? '' : frame}<h2>Plain text</h2><pre>${escaped(text)}</pre><p><a href="/email/${id}/source">Source</a></p>`,
  );
}

/** Its form is sent as text: the server has no other parser for forms, and needs none. */
const heading = (title: string, id: string, action: string): string =>
  `<header><h1>${escaped(title)}</h1>
<form method="post" enctype="text/plain" action="/email/${id}/delete"><button>${action}</button></form></header>`;

const page = (title: string, body: string, newest?: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${style}</style></head>
<body${newest === undefined ? '' : ` data-newest="${newest}"`}><main>${body}</main><script>${script}</script></body></html>
`;

const shownTime = (time: string): string =>
  `<time datetime="${time}">${time.slice(0, 19).replace('T', ' ')} UTC</time>`;

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
