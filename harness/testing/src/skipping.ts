const reported = new Set<string>();

/** `it` or `describe`; with a reason, its skipping variant, and the reason is printed once per file. */
export function unless<T extends { readonly skip: unknown }>(reason: string | undefined, test: T): T {
  if (reason === undefined) return test;
  if (!reported.has(reason)) process.stderr.write(`skipped: ${reason}\n`);
  reported.add(reason);
  return test.skip as T;
}
