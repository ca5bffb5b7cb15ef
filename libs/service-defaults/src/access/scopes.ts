/** The scopes of an API key. Each route states which of them it accepts. */
export const scopes = ['charge', 'refund', 'read', 'ledger', 'reconcile', 'ops'] as const;

export type Scope = (typeof scopes)[number];

/** Scopes of a key that lists none: it may charge, and see and refund its own charges. */
export const defaultScopes: readonly Scope[] = ['charge', 'refund'];

const isScope = (word: string): word is Scope => (scopes as readonly string[]).includes(word);

/**
 * Parses `read+ledger`. Undefined if no word is a scope: the text is then part of a secret. `unknown` lists
 * the words that are not scopes; duplicates count once.
 */
export function readScopes(
  text: string,
): { scopes: readonly Scope[]; unknown: readonly string[] } | undefined {
  const words = text.split('+');
  if (!words.some(isScope)) return undefined;
  return { scopes: [...new Set(words.filter(isScope))], unknown: words.filter((word) => !isScope(word)) };
}
