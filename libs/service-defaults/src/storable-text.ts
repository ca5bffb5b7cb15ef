/** Where JSON can spell what no text in Postgres holds: NUL, or half of a surrogate pair. Its bytes are UTF-8, which has no other way. */
const suspects = [
  Buffer.from(String.raw`\u0000`),
  Buffer.from(String.raw`\ud`),
  Buffer.from(String.raw`\uD`),
];

/** Whether every text in a parsed body, names of members included, can be stored. `bytes` are what it was parsed from. */
export function isStorable(value: unknown, bytes: Buffer): boolean {
  return !suspects.some((suspect) => bytes.includes(suspect)) || allStorable(value);
}

/** Without recursion: a body may be nested deeper than the stack. */
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
