import { type Params } from '../http/params.ts';

/** Schemes that a browser would run or read locally instead of opening a page or an app. */
const unsafeSchemes = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'file:',
  'blob:',
  'about:',
  'view-source:',
]);

/** An http or https address, or one of an app's own scheme. */
export function readReturnUrl(params: Params): string | undefined {
  const text = params.text('return_url');
  if (text === undefined || isReturnUrl(text)) return text;
  throw params.refusal('return_url', 'Not a valid URL', 'url_invalid');
}

export function isReturnUrl(text: string): boolean {
  if (!URL.canParse(text) || /\s/.test(text)) return false;
  const { protocol, hostname } = new URL(text);
  if (protocol === 'http:' || protocol === 'https:') return /^https?:\/\//i.test(text) && hostname !== '';
  return !unsafeSchemes.has(protocol) && text.slice(protocol.length).startsWith('//');
}

/** Appends parameters and leaves the rest of the address as it is, byte for byte. */
export function withParameters(url: string, parameters: Record<string, string>): string {
  const [address = '', ...fragment] = url.split('#');
  const separator = address.includes('?') ? '&' : '?';
  const added = address + separator + new URLSearchParams(parameters).toString();
  return [added, ...fragment].join('#');
}
