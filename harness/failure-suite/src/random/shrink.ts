/**
 * Returns the smallest part of `all` that still fails, by delta debugging ("ddmin", Zeller and Hildebrandt,
 * 2002). `all` must fail. Once `mayGoOn` returns false, it returns the smallest part so far.
 */
export async function smallestFailing<T>(
  all: readonly T[],
  fails: (part: readonly T[]) => Promise<boolean>,
  mayGoOn: () => boolean = () => true,
): Promise<readonly T[]> {
  let failing = all;
  let parts = 2;
  while (failing.length >= 2 && mayGoOn()) {
    const chunks = split(failing, Math.min(parts, failing.length));
    const smaller = await firstFailing(chunks, failing, fails, mayGoOn);
    if (smaller !== undefined) {
      parts = smaller.length < failing.length / 2 + 1 ? 2 : Math.max(parts - 1, 2);
      failing = smaller;
    } else if (parts >= failing.length) return failing;
    else parts = Math.min(parts * 2, failing.length);
  }
  return failing;
}

/** Tries each chunk, then everything without each chunk. */
async function firstFailing<T>(
  chunks: readonly (readonly T[])[],
  whole: readonly T[],
  fails: (part: readonly T[]) => Promise<boolean>,
  mayGoOn: () => boolean,
): Promise<readonly T[] | undefined> {
  const rests = chunks.length > 2 ? chunks.map((chunk) => whole.filter((each) => !chunk.includes(each))) : [];
  for (const part of [...chunks, ...rests]) {
    if (!mayGoOn()) return undefined;
    if (await fails(part)) return part;
  }
  return undefined;
}

function split<T>(all: readonly T[], parts: number): T[][] {
  const size = all.length / parts;
  return Array.from({ length: parts }, (_, part) =>
    all.slice(Math.round(part * size), Math.round((part + 1) * size)),
  );
}
