const told = new Set<string>();

/** `it` or `describe`; with a reason the one that skips, and the reason is printed, once a file. */
export function unless<T extends { readonly skip: unknown }>(reason: string | undefined, test: T): T {
  if (reason === undefined) return test;
  if (!told.has(reason)) process.stderr.write(`skipped: ${reason}\n`);
  told.add(reason);
  return test.skip as T;
}
