const masked = '[masked]';

interface Secret {
  readonly name: string | ((match: readonly string[]) => string);
  /** The first group of a match stays, the rest goes. A secret may be cut off at the end of the text. */
  readonly pattern: RegExp;
  readonly isSecret?: (text: string) => boolean;
}

const secrets: readonly Secret[] = [
  {
    name: ([, header = '']) => header.slice(0, header.indexOf(':')).toLowerCase(),
    pattern:
      /^((?:authorization|proxy-authorization|cookie|set-cookie|stripe-signature|x-api-key):[ \t]*)[^\r\n]*/gim,
  },
  { name: 'authorization', pattern: /\b((?:Bearer|Basic) )(?!\[)[\w.~+/=-]+/g },
  { name: 'client_secret', pattern: /\b((?:pi|seti|cs)_\w+?_secret_)\w+/g },
  { name: 'api_key', pattern: /\b((?:sk|rk)_(?:test|live)_|whsec_)\w+/g },
  // In JSON, also within a string of JSON.
  {
    name: ([, name = '']) => name.replaceAll(/[\\":\s]/g, ''),
    pattern: /(\\*"(?:accessToken|client_secret|password|cvc)\\*"\s*:\s*\\*")(?!\[)[^"\\]*/g,
  },
  {
    name: ([, name = '']) => /client_secret|password|cvc/.exec(name)?.[0] ?? name,
    pattern: /((?:^|[?&\s])[\w%[\].-]*(?:client_secret|password|cvc)(?:%5D|\])?=)(?!\[)[^&\s]*/gi,
  },
  // The link of an email, whose lines may be folded.
  { name: 'order token', pattern: /(\/orders\/(?:=\r?\n|\w)+#)(?:=\r?\n|[\w-])+/g },
  { name: 'password', pattern: /(\b[a-z]+:\/\/[^\s:@/]*:)[^\s@/]+(?=@)/g },
  { name: 'password', pattern: /(\bPASSWORD\s+')[^']*/gi },
  {
    name: 'card number',
    pattern: /(?<![\w-])()[3-6](?:[ -]?\d){13,18}(?![\w-])/g,
    isSecret: (text) => isCardNumber(text.replaceAll(/\D/g, '')),
  },
];

export interface Masked {
  readonly text: string;
  /** The names of what was masked, each once. */
  readonly masked: readonly string[];
}

/**
 * Replaces credentials, signatures, client secrets, order tokens, card numbers and passwords. Idempotency
 * keys stay.
 */
export function mask(text: string): Masked {
  const names = new Set<string>();
  let result = text;
  for (const { name, pattern, isSecret } of secrets)
    result = result.replaceAll(pattern, (...match: string[]) => {
      const [whole = '', kept = ''] = match;
      if (isSecret?.(whole) === false) return whole;
      names.add(typeof name === 'string' ? name : name(match));
      return `${kept}${masked}`;
    });
  return { text: result, masked: [...names] };
}

/** The check digit of Luhn. */
function isCardNumber(digits: string): boolean {
  let sum = 0;
  for (let at = digits.length - 1, isSecond = false; at >= 0; at -= 1, isSecond = !isSecond) {
    const digit = Number(digits[at]) * (isSecond ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}
