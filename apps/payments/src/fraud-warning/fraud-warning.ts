/** The card's issuer suspects that a charge was fraudulent. Often a dispute follows. For operators only. */
export interface FraudWarning {
  /** The provider's ID. */
  readonly warningId: string;
  /** The charge is neither disputed nor fully refunded, so that a refund can still prevent a dispute. */
  readonly actionable: boolean;
  readonly fraudType: string;
  readonly createdAt: string;
  /** By the provider's clock, which counts whole seconds. */
  readonly reportedAt: string;
}
