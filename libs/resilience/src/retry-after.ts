/** Milliseconds that a `Retry-After` header in seconds asks for; undefined when there is none we understand. */
export function retryAfterMs(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d+$/.test(header) ? Number(header) * 1_000 : undefined;
}
