/** What the provider itself said of a payment that failed. For operators: it may name a stolen card, and reaches no customer. */
export interface ProviderWord {
  readonly code: string;
  /** What the card's network advises to do next. */
  readonly adviceCode: string | null;
  /** What the provider's support finds the request by. */
  readonly requestId: string | null;
}
