import { type ArmedStrike, type CustomersSetting, type Strike } from '@holdfast/lab-api';

const edge = 'shopper->checkout';

/** Loses the next response about this order, or else to an order that is placed. */
export const losingStrike = (orderId: string | null): Strike => ({
  edge,
  direction: 'response',
  ...(orderId === null ? { label: 'POST /checkouts' } : { contains: orderId }),
  action: { kind: 'reset' },
});

/** The lab's customers place orders through the same edge: the response may be theirs. */
export const mayHitOthers = (
  orderId: string | null,
  customers: Pick<CustomersSetting, 'ratePerSecond'> | undefined,
): boolean => orderId === null && customers !== undefined && customers.ratePerSecond > 0;

/** The latest strike of this kind. */
export const lastLosing = <S extends ArmedStrike>(
  strikes: readonly S[],
  orderId: string | null,
): S | undefined => {
  const wanted = losingStrike(orderId);
  return strikes.findLast(
    (strike) =>
      strike.edge === edge &&
      strike.direction === 'response' &&
      strike.label === wanted.label &&
      strike.contains === wanted.contains &&
      strike.action.kind === 'reset',
  );
};
