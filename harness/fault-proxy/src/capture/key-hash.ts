import { hash } from 'node:crypto';

const headLimit = 8 * 1_024;
const header = /\r\nidempotency-key: *([^\r\n]+)/i;

/**
 * The first 12 hexadecimal digits of the SHA-256 of an HTTP message's `Idempotency-Key`, which Stripe takes
 * too; undefined if it has none. Equal keys show without being readable.
 */
export function keyHashOf(chunks: readonly Buffer[]): string | undefined {
  const first = chunks[0];
  if (first === undefined) return undefined;
  const end = first.indexOf('\r\n\r\n', 0, 'latin1');
  const head = first.toString('latin1', 0, Math.min(end < 0 ? first.length : end, headLimit));
  const key = header.exec(head)?.[1];
  return key === undefined ? undefined : hash('sha256', key.trim()).slice(0, 12);
}
