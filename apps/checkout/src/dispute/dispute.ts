import { type DisputeChanged, type DisputeStatus, type DisputeView, formatMoney } from '@holdfast/contracts';

/** A dispute as checkout last heard of it from payments. */
export interface Dispute extends DisputeView {
  readonly disputeId: string;
  /** Grows with each change at payments. */
  readonly revision: number;
}

const isOpen: Readonly<Record<DisputeStatus, boolean>> = {
  inquiry: true,
  needs_response: true,
  under_review: true,
  won: false,
  lost: false,
  closed: false,
};

/** The newest open dispute, else the newest. Expects the oldest first. */
export function shownDispute(disputes: readonly Dispute[]): DisputeView | null {
  const shown = disputes.findLast(({ status }) => isOpen[status]) ?? disputes.at(-1);
  if (shown === undefined) return null;
  const { status, amount, evidenceDueBy } = shown;
  return { status, amount, evidenceDueBy };
}

/** True while the bank holds the money: a refund on top could return it twice. An inquiry holds nothing. */
export const blocksRefunds = ({ status }: Dispute): boolean =>
  status === 'needs_response' || status === 'under_review';

/** Minor units that the bank has taken back for good. */
export function lostMinor(disputes: readonly Dispute[]): number {
  return disputes
    .filter(({ status }) => status === 'lost')
    .reduce((sum, { amount }) => sum + amount.amountMinor, 0);
}

const nothingTaken = 'The payer had this money back already, so the bank took nothing back in the end.';

type Said = Pick<DisputeChanged, 'status' | 'amount' | 'isFailedDebit'>;

const failedDebit = "The payer's bank reported that it could not collect this payment after all.";

/** For the order's history, which its customer reads: the customer may not be the payer. */
export function disputeText({ status, amount, isFailedDebit }: Said): string {
  const sum = formatMoney(amount);
  if (isFailedDebit && status === 'lost')
    return failedDebit + (amount.amountMinor === 0 ? ` ${nothingTaken}` : ` It took ${sum} back.`);
  if (isFailedDebit && status === 'needs_response') return `${failedDebit} It holds ${sum} until it decides.`;
  switch (status) {
    case 'inquiry':
      return `The payer's bank asked us about ${sum} of this payment. It has not taken any money back.`;
    case 'needs_response':
      return `The payer's bank opened a dispute over ${sum}. It holds this money until the dispute is decided.`;
    case 'under_review':
      return `The payer's bank is reviewing our response to the dispute over ${sum}.`;
    case 'won':
      return `The payer's bank decided the dispute over ${sum} in our favor. The payment stands.`;
    case 'lost':
      return amount.amountMinor === 0
        ? `The payer's bank decided the dispute in the payer's favor. ${nothingTaken}`
        : `The payer's bank decided the dispute in the payer's favor and returned ${sum} to the payer.`;
    case 'closed':
      return `The payer's bank ended its inquiry about ${sum} of this payment without a dispute.`;
  }
}

/** For a payment that was partly refunded before: the provider corrects its report of a lost dispute. */
export const correctedText = ({ amount }: DisputeView): string =>
  amount.amountMinor === 0
    ? nothingTaken
    : `The payer had part of this money back already, so the bank took ${formatMoney(amount)} back in the end.`;

/** For an appeal against the bank's decision. */
export const reopenedText = ({ amount }: DisputeView): string =>
  `The dispute over ${formatMoney(amount)} was reopened. The payer's bank holds this money until it is decided again.`;
