import { type CustomerResponse } from './shopper.ts';

/** The order tokens from a customer's responses, kept as a client keeps them. */
export class OrderTokensHeld {
  private readonly tokens = new Map<string, string>();
  private newest: string | undefined;

  learnFrom({ method, path, text }: CustomerResponse): void {
    if (method !== 'POST' || path !== '/checkouts') return;
    const [, orderId] = /"orderId":"([^"]+)"/.exec(text) ?? [];
    const [, token] = /"accessToken":"([^"]+)"/.exec(text) ?? [];
    if (orderId !== undefined && token !== undefined) this.tokens.set(orderId, token);
    this.newest = token ?? this.newest;
  }

  /** The credentials for one of these orders, or for the customer's own suggestions. */
  headersFor(path: string): Record<string, string> {
    const [, orderId = ''] = /^\/orders\/([^/?]+)/.exec(path) ?? [];
    const token = path.startsWith('/recommendations') ? this.newest : this.tokens.get(orderId);
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  }
}
