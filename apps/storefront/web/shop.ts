import { CheckoutClient, indexedDbStorage, memoryStorage } from '@holdfast/checkout-client';
import { retentionHours } from './long-ago.ts';

/** The only way in which the pages buy and refund. */
export const shop = new CheckoutClient({ baseUrl: '/api', storage: indexedDbStorage(), retentionHours });

/** Tries the tokens of links, which `shop` keeps once they have opened their order. */
export const trial = new CheckoutClient({ baseUrl: '/api', storage: memoryStorage() });
