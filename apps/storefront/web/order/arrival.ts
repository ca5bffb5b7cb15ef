/** The way in which the browser came to an order's page. */
export interface Arrival {
  readonly orderId: string;
  /** From the fragment of a link in an email. */
  readonly token: string | undefined;
  readonly isFromBank: boolean;
  /** The address without anything secret. */
  readonly cleanPath: string;
}

const orderPath = /^\/orders\/([^/]+)\/?$/;
/** HMAC-SHA256 in base64url; any other fragment is not a token. */
const tokenInFragment = /^#([\w-]{43})$/;

/** Reads the address of an order's page; undefined on other pages. */
export function arrivalAt(address: string): Arrival | undefined {
  const { pathname, searchParams, hash } = new URL(address);
  const encoded = orderPath.exec(pathname)?.[1];
  const orderId = encoded === undefined ? undefined : decoded(encoded);
  if (orderId === undefined) return undefined;
  return {
    orderId,
    token: tokenInFragment.exec(hash)?.[1],
    isFromBank: searchParams.get('from') === 'bank',
    cleanPath: pathname,
  };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
