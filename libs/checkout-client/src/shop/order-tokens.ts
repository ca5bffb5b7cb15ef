import { type KeyStorage } from '../keys/key-storage.ts';
import { noted } from '../submission/conclude.ts';

/** The tokens that open orders, kept beside the keys: by order, whichever operation it came from. */
export class OrderTokens {
  /** For a storage that fails: then a token lives as long as the page. */
  private readonly known = new Map<string, string>();

  constructor(
    private readonly storage: KeyStorage,
    private readonly namespace: string,
  ) {}

  async keep(orderId: string, token: string): Promise<void> {
    this.known.set(orderId, token);
    await noted((async () => this.storage.set(this.nameOf(orderId), token))());
  }

  async forget(orderId: string): Promise<void> {
    this.known.delete(orderId);
    await this.storage.remove(this.nameOf(orderId));
  }

  /** What opens the order, in a header: never in an address, which logs and other sites get to see. */
  async headersFor(orderId: string): Promise<Record<string, string>> {
    const kept = await noted((async () => this.storage.get(this.nameOf(orderId)))());
    const token = this.known.get(orderId) ?? kept ?? undefined;
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  private nameOf(orderId: string): string {
    return `${this.namespace}:order-token:${orderId}`;
  }
}
