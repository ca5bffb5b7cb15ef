import { type KeyStorage } from '../keys/key-storage.ts';
import { tryRecord } from '../submission/conclude.ts';

/** Stores the tokens that open orders, by order, next to the keys. */
export class StoredOrderTokens {
  /** If the storage fails, tokens last as long as the page. */
  private readonly known = new Map<string, string>();

  constructor(
    private readonly storage: KeyStorage,
    private readonly namespace: string,
  ) {}

  async keep(orderId: string, token: string): Promise<void> {
    this.known.set(orderId, token);
    await tryRecord((async () => this.storage.set(this.nameOf(orderId), token))());
  }

  async forget(orderId: string): Promise<void> {
    this.known.delete(orderId);
    await this.storage.remove(this.nameOf(orderId));
  }

  /** Sends the token as a header: URLs end up in logs and on other sites. */
  async headersFor(orderId: string): Promise<Record<string, string>> {
    const kept = await tryRecord((async () => this.storage.get(this.nameOf(orderId)))());
    const token = this.known.get(orderId) ?? kept ?? undefined;
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  private nameOf(orderId: string): string {
    return `${this.namespace}:order-token:${orderId}`;
  }
}
