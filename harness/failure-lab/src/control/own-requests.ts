import { type IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * Who may speak to the lab: programs, and pages of this machine. A page from elsewhere in a browser here could otherwise kill processes and delay payments:
 * by a request across origins, or under a name of its own that it lets lead to 127.0.0.1 (DNS rebinding).
 */
export class OwnRequests {
  private readonly names: ReadonlySet<string>;

  /** `names`: under which others reach us, beside localhost, as the service names of containers. */
  constructor(names: readonly string[]) {
    this.names = new Set(['localhost', ...names.map((name) => name.toLowerCase())]);
  }

  /** Why a request is refused; undefined when it is not. */
  refusal(headers: IncomingHttpHeaders): string | undefined {
    const { host, origin, 'sec-fetch-site': site } = headers;
    if (site === 'cross-site') return 'A page of another site sent this.';
    if (origin !== undefined && !this.isOwnOrigin(origin)) return `A page of ${origin} sent this.`;
    if (host !== undefined && !this.isOwnHost(host)) return `${host} is none of the names of this program.`;
    return undefined;
  }

  private isOwnOrigin(origin: string): boolean {
    const name = URL.canParse(origin) ? nameIn(new URL(origin).host) : undefined;
    return name !== undefined && (isLoopback(name) || this.names.has(name));
  }

  /** A page that rebinds has a name: an address in Host was asked for as an address. */
  private isOwnHost(host: string): boolean {
    const name = nameIn(host);
    return name !== undefined && (isIP(name) !== 0 || this.names.has(name));
  }
}

/** Without port and brackets. */
function nameIn(host: string): string | undefined {
  return /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(host)?.slice(1).find(Boolean)?.toLowerCase();
}

function isLoopback(name: string): boolean {
  return name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}
