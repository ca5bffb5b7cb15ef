import { CheckoutClient, indexedDbStorage } from '@holdfast/checkout-client';

/** The only way in which the pages buy and refund. */
export const shop = new CheckoutClient({ baseUrl: '/api', storage: indexedDbStorage() });
