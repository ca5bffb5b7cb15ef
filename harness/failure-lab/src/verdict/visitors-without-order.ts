import { type Evidence, type Ledgers } from '@holdfast/witness';
import { type ResponsesKept } from '../customers/responses-kept.ts';
import { type Difference, differencesIn } from './differences.ts';

/** 20 s: an order that was made for a customer who left is in the database by then. */
const leftMs = 20_000;
/** 200 differences: more of them say nothing new. */
const mostDifferences = 200;

/** The lab's customers who left without an order: their responses are judged once, and forgotten. */
export class VisitorsWithoutOrder {
  private readonly found: Difference[] = [];

  constructor(private readonly responses: ResponsesKept) {}

  get differences(): readonly Difference[] {
    return this.found;
  }

  judge(evidence: Evidence, hasOrder: (address: string) => boolean): void {
    for (const address of this.responses.leftFor(leftMs)) {
      if (hasOrder(address)) continue;
      const responses = [...this.responses.of(address)];
      const ledgers = { ...nothingOf(evidence.ledgers), responses };
      const { lasting } = differencesIn({ ...evidence, ledgers });
      if (this.found.length < mostDifferences) this.found.push(...lasting);
      this.responses.forget(address);
    }
  }
}

/** The same reading without any order. */
export const nothingOf = (ledgers: Ledgers): Ledgers => ({
  ...ledgers,
  charges: [],
  refunds: [],
  disputes: [],
  orders: [],
  payments: [],
  orderRefunds: [],
  histories: [],
  paymentRefunds: [],
  orderDisputes: [],
  paymentDisputes: [],
  openKeys: [],
  unpublished: [],
  jobs: [],
  deadLetters: [],
  emails: [],
  mails: [],
});
