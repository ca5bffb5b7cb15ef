import { type IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * Allows programs and pages of this machine only. Otherwise a foreign page in a local browser could create
 * charges and faults, by a cross-origin request or under its own name that resolves to 127.0.0.1 (DNS
 * rebinding).
 */
export class OwnRequests {
  private readonly names: ReadonlySet<string>;

  /** `names`: names besides localhost by which this program is reached, such as container names. */
  constructor(names: readonly string[]) {
    this.names = new Set(['localhost', ...names.map((name) => name.toLowerCase())]);
  }

  /** Why a request is refused; undefined if it is allowed. `anyPage`: pages of all sites may send it. */
  refusal(headers: IncomingHttpHeaders, { anyPage = false } = {}): string | undefined {
    const { host, origin, 'sec-fetch-site': site } = headers;
    if (host !== undefined && !this.isOwnHost(host)) return `${host} is not a name of this program.`;
    if (anyPage) return undefined;
    if (site === 'cross-site') return 'A page of another site sent this request.';
    if (origin !== undefined && !this.isOwnOrigin(origin)) return `A page of ${origin} sent this request.`;
    return undefined;
  }

  private isOwnOrigin(origin: string): boolean {
    const name = URL.canParse(origin) ? nameIn(new URL(origin).host) : undefined;
    return name !== undefined && (isLoopback(name) || this.names.has(name));
  }

  /** DNS rebinding needs a name: an IP address in Host is safe. */
  private isOwnHost(host: string): boolean {
    const name = nameIn(host);
    return name !== undefined && (isIP(name) !== 0 || this.names.has(name));
  }
}

/** The host without port and brackets. */
function nameIn(host: string): string | undefined {
  return /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(host)?.slice(1).find(Boolean)?.toLowerCase();
}

function isLoopback(name: string): boolean {
  return name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}
