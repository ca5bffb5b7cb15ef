import { type CheckoutClient, type Order, type Reading } from '@holdfast/checkout-client';

type Reader = Pick<CheckoutClient, 'keepToken' | 'readOrder'>;

/** The token of a link that this page came by. */
export interface Link {
  readonly token: string;
  /** Forgets it, as it is kept or useless. */
  readonly drop: () => void;
}

/** Reads with the token of the link, and keeps it in `shop` once it works: a good one is not lost. */
export async function readLinked(
  orderId: string,
  link: Link | undefined,
  shop: Reader,
  trial: Reader,
): Promise<Reading<Order>> {
  if (link === undefined) return shop.readOrder(orderId);
  await trial.keepToken(orderId, link.token);
  const linked = await trial.readOrder(orderId);
  if (linked.kind === 'unread') return linked;
  if (linked.kind === 'found') await shop.keepToken(orderId, link.token);
  const reading = linked.kind === 'found' ? linked : await shop.readOrder(orderId);
  if (reading.kind === 'found') link.drop();
  return reading.kind === 'refused' ? linked : reading;
}
