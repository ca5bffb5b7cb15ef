import { createHash } from 'node:crypto';

/** The parts of an IPv6 address that its owner cannot choose: a customer's line gets the whole /64 beneath. */
const networkParts = 4;

/** By what an address is counted: an IPv4 address itself, however it is spelled; of an IPv6 address its network. */
export function networkOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (v4 !== undefined || !address.includes(':')) return v4 ?? address;
  const [head = '', tail = ''] = (address.split('%')[0] ?? '').split('::');
  const parts = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [first, last] = [parts(head), parts(tail)];
  const zeros = Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  const network = [...first, ...zeros, ...last].slice(0, networkParts);
  return network.map((part) => parseInt(part, 16).toString(16)).join(':');
}

/** By what an email address is counted: no counter's name shows whose it is. */
export function mailboxOf(email: string): string {
  return createHash('sha256').update(email.trim().toLowerCase()).digest('base64url').slice(0, 22);
}
