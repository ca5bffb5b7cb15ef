const largest = 2 ** 32 - 1;

/** A typed seed. Undefined if it is none. */
export function seedOf(text: string): number | undefined {
  if (!/^\d{1,10}$/.test(text.trim())) return undefined;
  const seed = Number(text);
  return seed <= largest ? seed : undefined;
}
