/** What an API key may do. A route states which of these open it. */
export const scopes = ['charge', 'refund', 'read', 'ledger', 'reconcile', 'ops'] as const;

export type Scope = (typeof scopes)[number];

/** What a key without scopes of its own may do: charge, and see and refund what it charged. */
export const defaultScopes: readonly Scope[] = ['charge', 'refund'];

const isScope = (word: string): word is Scope => (scopes as readonly string[]).includes(word);

/**
 * Reads `read+ledger`. Undefined when none of the words is a scope: the text is something else, the end of a secret for instance.
 * `unknown` holds the words that are no scopes; a word that is given twice counts once.
 */
export function readScopes(
  text: string,
): { scopes: readonly Scope[]; unknown: readonly string[] } | undefined {
  const words = text.split('+');
  if (!words.some(isScope)) return undefined;
  return { scopes: [...new Set(words.filter(isScope))], unknown: words.filter((word) => !isScope(word)) };
}
