import { type IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * Allows programs and our own pages only. Otherwise a foreign page in a local browser could kill processes
 * and delay payments, by a cross-origin request or under its own name that resolves to 127.0.0.1 (DNS
 * rebinding).
 */
export class OwnRequests {
  private readonly names: ReadonlySet<string>;
  private readonly shopPort: string | undefined;

  /**
   * `names`: names besides localhost by which this program is reached, such as container names. `shop`: the
   * address of the pages that may send requests, besides the lab's own.
   */
  constructor(names: readonly string[], shop: string | null = null) {
    this.names = new Set(['localhost', ...names.map((name) => name.toLowerCase())]);
    this.shopPort = shop === null ? undefined : portOf(new URL(shop));
  }

  /** Why a request is refused; undefined if it is allowed. */
  refusal(headers: IncomingHttpHeaders): string | undefined {
    const { host = '', origin, 'sec-fetch-site': site } = headers;
    if (site === 'cross-site') return 'A page of another site sent this request.';
    if (origin !== undefined && !this.isOwnOrigin(origin, host))
      return `A page of ${origin} sent this request.`;
    if (headers.host !== undefined && !this.isOwnHost(host)) return `${host} is not a name of this program.`;
    return undefined;
  }

  private isOwnOrigin(origin: string, host: string): boolean {
    if (!URL.canParse(origin)) return false;
    const page = new URL(origin);
    const name = nameIn(page.host);
    if (name === undefined || !(isLoopback(name) || this.names.has(name))) return false;
    return page.host === host.toLowerCase() || portOf(page) === this.shopPort;
  }

  /** DNS rebinding needs a name: an IP address in Host is safe. */
  private isOwnHost(host: string): boolean {
    const name = nameIn(host);
    return name !== undefined && (isIP(name) !== 0 || this.names.has(name));
  }
}

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80');

/** The host without port and brackets. */
function nameIn(host: string): string | undefined {
  return /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(host)?.slice(1).find(Boolean)?.toLowerCase();
}

function isLoopback(name: string): boolean {
  return name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}
