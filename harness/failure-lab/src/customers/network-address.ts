/**
 * A documentation address (RFC 3849) in a /64 of its own, which is what one customer has. Checkout trusts its
 * proxies, the lab included. Declines are limited by address: with one for all, the lab's customers would
 * close the shop to its visitors.
 */
export function fromAnAddressOf(seed: number, number: number): Record<string, string> {
  const hex = (value: number): string => (value & 0xffff).toString(16);
  const network = [seed, number >>> 16].reduce((sum, each) => (sum * 31 + each) >>> 0, 7);
  return { 'x-forwarded-for': `2001:db8:${hex(network)}:${hex(number)}::1` };
}
