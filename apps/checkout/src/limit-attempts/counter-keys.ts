import { createHash } from 'node:crypto';
import { withoutPort } from '@holdfast/service-defaults';

/** Providers assign a whole /64 to one line, so its first four parts identify the customer. */
const networkParts = 4;

/** An IPv4 address in its plain spelling, or the /64 network of an IPv6 address. */
export function networkOf(hop: string): string {
  const address = withoutPort(hop);
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (v4 !== undefined || !address.includes(':')) return v4 ?? address;
  const [head = '', tail = ''] = (address.split('%')[0] ?? '').split('::');
  const parts = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [first, last] = [parts(head), parts(tail)];
  const zeros = Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  const network = [...first, ...zeros, ...last].slice(0, networkParts);
  return network.map((part) => parseInt(part, 16).toString(16)).join(':');
}

/** A hash, so that counter names reveal no email address. `ada+tea@…` and `ada@…` are one mailbox. */
export function mailboxOf(email: string): string {
  const mailbox = email
    .trim()
    .toLowerCase()
    .replace(/(?<=[^+])\+.*(?=@)/, '');
  return createHash('sha256').update(mailbox).digest('base64url').slice(0, 22);
}
