/** The parts of a head that determine the framing of its message. */
export interface HttpHead {
  readonly text: string;
  readonly lower: string;
}

export const readHead = (text: string): HttpHead => ({ text, lower: text.toLowerCase() });

/** A header's value in lower case; undefined if it is absent. */
export function header({ lower }: HttpHead, name: string): string | undefined {
  const at = lower.indexOf(`\r\n${name}:`);
  if (at < 0) return undefined;
  const from = at + name.length + 3;
  return lower.slice(from, lower.indexOf('\r\n', from)).trim();
}

export const isChunked = (head: HttpHead): boolean =>
  header(head, 'transfer-encoding')?.includes('chunked') ?? false;

export function contentLength(head: HttpHead): number | undefined {
  const value = header(head, 'content-length');
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}
