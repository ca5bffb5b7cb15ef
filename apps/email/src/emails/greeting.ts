const longestName = 60;

/**
 * Anyone can place an order with someone else's address, so the name must not carry a link, a second line or
 * a message.
 */
export function greeting(customerName: string | null): string {
  const name = (customerName ?? '')
    .replaceAll(/\p{Bidi_Control}/gu, '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  const isName = name !== '' && [...name].length <= longestName && !looksLikeLink(name);
  return isName ? `Hello ${name},` : 'Hello,';
}

function looksLikeLink(text: string): boolean {
  return /[/@\\]|\.\p{L}{2}/u.test(text);
}
