/** Bytes of a message that are searched. */
const searched = 64 * 1_024;

/** A message names at most this many orders; a page of a ledger names more. */
const mostOrders = 20;

const none: readonly string[] = [];

/** The order IDs in the bytes of a message, each once. */
export function orderIdsIn(chunks: readonly Buffer[]): readonly string[] {
  const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  let found: string[] | undefined;
  for (let at = bytes.indexOf('ord_', 0, 'latin1'); at >= 0 && at < searched;) {
    const [id] = /^ord_[0-9A-Za-z]{16,64}/.exec(idAt(bytes, at)) ?? [];
    if (id !== undefined && found?.includes(id) !== true) {
      found ??= [];
      found.push(id);
      if (found.length === mostOrders) break;
    }
    at = bytes.indexOf('ord_', at + 4, 'latin1');
  }
  return found ?? none;
}

/** Long enough for an ID and the soft line break of an email within it. */
const idAt = (bytes: Buffer, at: number): string =>
  bytes.toString('latin1', at, at + 71).replace('=\r\n', '');
