/**
 * JSON escapes of text that Postgres cannot store: NUL and surrogates. Raw UTF-8 bytes cannot contain either.
 */
const suspects = [
  Buffer.from(String.raw`\u0000`),
  Buffer.from(String.raw`\ud`),
  Buffer.from(String.raw`\uD`),
];

/** True if every text in a parsed body, including member names, can be stored. `bytes` is the raw body. */
export function isStorable(value: unknown, bytes: Buffer): boolean {
  return !suspects.some((suspect) => bytes.includes(suspect)) || allStorable(value);
}

/** Iterative: a body may be nested deeper than the stack. */
function allStorable(root: unknown): boolean {
  const left: unknown[] = [root];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) return false;
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, member] of Object.entries(value)) left.push(name, member);
  }
  return true;
}
