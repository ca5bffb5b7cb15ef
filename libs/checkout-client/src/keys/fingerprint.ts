import canonicalize from 'canonicalize';

/** A body as it is sent on every attempt, and what tells it from others. */
export interface Fingerprinted {
  /** RFC 8785 canonical JSON: equal bodies give equal bytes, also when a reloaded page builds its object in another order. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 over method, path and body, in hex. It is what is stored: a customer's data is not. */
  readonly fingerprint: string;
}

/** @throws Error when the body has no exact JSON form: NaN, a circle, half of a surrogate pair. */
export async function fingerprinted(path: string, body: object): Promise<Fingerprinted> {
  const json = canonicalize(body) ?? 'null';
  const encoder = new TextEncoder();
  const digest = await crypto.subtle.digest('SHA-256', encoder.encode(`POST\0${path}\0${json}`));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
  return { bytes: encoder.encode(json), fingerprint: hex.join('') };
}
