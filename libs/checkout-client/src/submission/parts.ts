import { type ClientOptions, type ClientSettings, readOptions } from '../client-options.ts';
import { ApiConnection } from '../http/api-connection.ts';
import { EntryStore } from '../keys/entry-store.ts';
import { Ledger } from '../keys/ledger.ts';
import { platform, type Runtime } from '../runtime.ts';
import { StoredOrderTokens } from '../shop/order-tokens.ts';

/** The parts of a client. */
export interface Parts {
  readonly settings: ClientSettings;
  readonly runtime: Runtime;
  readonly connection: ApiConnection;
  readonly ledger: Ledger;
  readonly tokens: StoredOrderTokens;
}

/** @throws RangeError if options are invalid; Error outside a secure context, where SHA-256 is missing. */
export function assemble(options: ClientOptions): Parts {
  const settings = readOptions(options);
  const runtime = { ...platform, ...options.runtime };
  if ((globalThis as { crypto?: { subtle?: unknown } }).crypto?.subtle === undefined)
    throw new Error('crypto.subtle is missing: serve the page over https, or from localhost.');
  const entries = new EntryStore(settings.storage, settings.namespace);
  return {
    settings,
    runtime,
    connection: new ApiConnection(settings, runtime),
    ledger: new Ledger(entries, runtime, settings.retentionHours * 3_600_000),
    tokens: new StoredOrderTokens(settings.storage, settings.namespace),
  };
}
