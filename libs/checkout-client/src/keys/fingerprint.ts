import canonicalize from 'canonicalize';

/** The bytes sent in every attempt, and their fingerprint. */
export interface Fingerprinted {
  /**
   * RFC 8785 canonical JSON: equal bodies give equal bytes, even if a reloaded page orders members
   * differently.
   */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 over method, path and body, in hex. Stored instead of the customer's data. */
  readonly fingerprint: string;
}

/** @throws Error if the body has no exact JSON form: NaN, a cycle, half of a surrogate pair. */
export async function fingerprinted(path: string, body: object): Promise<Fingerprinted> {
  const json = canonicalize(body) ?? 'null';
  const encoder = new TextEncoder();
  const digest = await crypto.subtle.digest('SHA-256', encoder.encode(`POST\0${path}\0${json}`));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
  return { bytes: encoder.encode(json), fingerprint: hex.join('') };
}
