/** The provider's own failure details. For operators only: they may name a stolen card. */
export interface ProviderWord {
  readonly code: string;
  /** The next step that the card network advises. */
  readonly adviceCode: string | null;
  /** ID by which Stripe's support finds the request. */
  readonly requestId: string | null;
}
