/** Others may charge on the same Stripe account, so each of our charges is marked with our ID. */
export interface Installation {
  readonly id: string;
  /** True if payments had charged before it marked its charges. */
  readonly ownsUnmarked: boolean;
}

interface Marked {
  readonly installation: string | undefined;
  readonly paymentId: string | undefined;
  readonly orderId: string | undefined;
}

/** True for a charge of ours, whether or not its payment still has a row. */
export const isMadeBy = (
  { id, ownsUnmarked }: Installation,
  { installation, paymentId, orderId }: Marked,
): boolean =>
  paymentId !== undefined &&
  orderId !== undefined &&
  (installation === undefined ? ownsUnmarked : installation === id);
