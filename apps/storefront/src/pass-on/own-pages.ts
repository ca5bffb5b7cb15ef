import { type IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '@holdfast/service-defaults';

/**
 * True for a request of our own pages, or of a program such as curl. Browsers name the page that sends a
 * request in `Origin` and `Sec-Fetch-Site`. A foreign `Host` means that a foreign name leads here.
 */
export function isOfOwnPages(headers: IncomingHttpHeaders, hosts: readonly string[]): boolean {
  const { host = '', origin, 'sec-fetch-site': site } = headers;
  if (site === 'cross-site' || !isOwnHost(host, hosts)) return false;
  return origin === undefined || hostOf(origin) === host.toLowerCase();
}

function isOwnHost(host: string, hosts: readonly string[]): boolean {
  const name = hostnameOf(host);
  return name !== undefined && (isLoopback(name.replace(/^\[|\]$/g, '')) || hosts.includes(name));
}

/** Without its port; undefined if it is malformed. */
function hostnameOf(host: string): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d+)?$/.exec(host.toLowerCase())?.[1];
}

function hostOf(origin: string): string | undefined {
  return /^https?:\/\/([^/]+)$/.exec(origin.toLowerCase())?.[1];
}
