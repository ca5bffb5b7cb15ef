import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** Proxies whose `X-Forwarded-For` is trusted. */
export class TrustedProxies {
  static readonly none = new TrustedProxies([]);
  private readonly list = new BlockList();

  /** Takes addresses and networks. @throws RangeError for anything else. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) this.add(entry);
  }

  has(hop: string): boolean {
    const address = withoutPort(hop);
    return isIP(address) !== 0 && this.list.check(address, family(address));
  }

  private add(entry: string): void {
    const [address = '', bits, ...rest] = entry.split('/');
    const longest = isIP(address) === 6 ? 128 : 32;
    const isNetwork = bits !== undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= longest;
    if (isIP(address) === 0 || rest.length > 0 || (bits !== undefined && !isNetwork))
      throw new RangeError(`"${entry}" is neither an address nor a network`);
    if (bits === undefined) this.list.addAddress(address, family(address));
    else this.list.addSubnet(address, Number(bits), family(address));
  }
}

/** Some proxies add the port: `203.0.113.5:51234`, `[2001:db8::1]:443`. */
export function withoutPort(hop: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/**
 * Parses `10.0.0.0/8,192.0.2.7`: proxies whose X-Forwarded-For is trusted. None by default, so that clients
 * cannot choose their address.
 */
export const trustedProxies = z
  .string()
  .default('')
  .transform((text, context) => {
    const entries = text.split(',').map((entry) => entry.trim());
    try {
      return new TrustedProxies(entries.filter((entry) => entry !== ''));
    } catch {
      context.addIssue({
        code: 'custom',
        message: 'must be comma-separated addresses and networks: 10.0.0.0/8,192.0.2.7',
      });
      return z.NEVER;
    }
  });
