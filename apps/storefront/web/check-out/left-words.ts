import { retentionHours } from '../long-ago.ts';
import { moneyText } from '../say/money.ts';
import { words } from '../words.ts';
import { type PurchaseState } from './purchase-state.ts';

export interface LeftWords {
  /** Begins with the money. */
  readonly heading: string;
  readonly sentences: readonly string[];
  /** Undefined if a click could send nothing. */
  readonly payNow: string | undefined;
  readonly giveUp: string;
}

/** The words for a purchase of long ago. */
export function leftWords({
  submission: { body },
  earlier,
}: Extract<PurchaseState, { readonly kind: 'left' }>): LeftWords {
  const { left: say, nothingTaken } = words.waiting;
  const { backToCart } = words.checkout;
  const total = moneyText(body.expectedTotal);
  const [heading, unknown] = [say.heading(total), say.body(body.customer.email)];
  const [payNow, giveUp] = [say.payNow(total), say.notWanted];
  switch (earlier) {
    case 'took_nothing':
      return { heading: nothingTaken, sentences: [say.nothingBody(total)], payNow, giveUp };
    case 'unknown':
      return { heading, sentences: [unknown, say.sameOrder(total), say.noCancel], payNow, giveUp };
    case 'lost':
      return { heading: say.lostHeading, sentences: [say.lost], payNow: undefined, giveUp: backToCart };
    case 'too_old': {
      const sentences = [unknown, say.tooOld(retentionHours / 24)];
      return { heading, sentences, payNow: undefined, giveUp: backToCart };
    }
  }
}
