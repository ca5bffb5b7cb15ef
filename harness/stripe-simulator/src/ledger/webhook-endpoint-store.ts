import { type DatabaseSync } from 'node:sqlite';
import { type Stripe } from 'stripe';
import { configuredEndpoint } from './database.ts';
import { ObjectStore } from './object-store.ts';

/** Stripe shows the secret only once; here it is stored with its endpoint. */
export type StoredEndpoint = Stripe.WebhookEndpoint & { readonly secret: string };

interface Configured {
  readonly url: string;
  readonly secret: string;
  readonly events: readonly string[];
}

export class WebhookEndpointStore extends ObjectStore<StoredEndpoint> {
  constructor(private readonly endpoints: DatabaseSync) {
    super(endpoints, 'webhook_endpoints', 'webhook endpoint');
  }

  /** The enabled endpoints that get events of this type, the oldest first. */
  subscribedTo(type: string): StoredEndpoint[] {
    return this.page([], { limit: 100 })
      .data.reverse()
      .filter(({ enabled_events: names, status }) => {
        return status === 'enabled' && names.some((name) => name === '*' || name === type);
      });
  }

  /** Its open deliveries go with it. */
  override delete(id: string): void {
    super.delete(id);
    this.endpoints.prepare('DELETE FROM deliveries WHERE endpoint = ?').run(id);
  }

  /** The endpoint of the settings is as they say after each start. */
  configure(configured: Configured | undefined, at: number): void {
    const before = this.find(configuredEndpoint);
    if (configured === undefined) {
      if (before !== undefined) this.delete(configuredEndpoint);
      return;
    }
    const { url, secret, events } = configured;
    const endpoint: StoredEndpoint = {
      id: configuredEndpoint,
      object: 'webhook_endpoint',
      api_version: null,
      application: null,
      created: before?.created ?? Math.floor(at / 1_000),
      description: 'The endpoint of the settings',
      enabled_events: [...events],
      livemode: false,
      metadata: {},
      secret,
      status: 'enabled',
      url,
    };
    if (before === undefined) this.insert(endpoint, { at, idempotencyKey: null });
    else this.replace(endpoint);
  }
}
