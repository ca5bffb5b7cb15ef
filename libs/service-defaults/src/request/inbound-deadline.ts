import { type IncomingHttpHeaders } from 'node:http';

/** 30 s: longer deadlines are capped (as in Microsoft's resilience handler). */
const longestDeadlineMs = 30_000;

/**
 * How long the client will still wait, ms: `X-Request-Timeout-Ms`, at most 30 s; undefined without it. The
 * value is relative, so clocks do not have to agree. Unless it is 1 to 8 digits and comes once, it is
 * ignored and reported.
 */
export function inboundTimeoutMs(
  headers: IncomingHttpHeaders,
  reportInvalid: () => void,
): number | undefined {
  const value = headers['x-request-timeout-ms'];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^\d{1,8}$/.test(value)) return Math.min(Number(value), longestDeadlineMs);
  reportInvalid();
  return undefined;
}
