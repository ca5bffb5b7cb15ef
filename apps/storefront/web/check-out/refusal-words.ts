import { moneyText } from '../say/money.ts';
import { words } from '../words.ts';
import { outcomeWords, type OutcomeWords, type ProductName } from './outcome-words.ts';
import { type Refusal } from './purchase-state.ts';

/** The words for the reason why the form is shown again. */
export function refusalWords(refusal: Refusal, nameOf: ProductName): OutcomeWords {
  const { outcome: say } = words;
  switch (refusal.kind) {
    case 'outcome':
      return outcomeWords(refusal.outcome, refusal.submission, nameOf);
    case 'storage_blocked':
      return { sentence: say.storageBlocked };
    case 'cart_changed':
      return { sentence: say.cartElsewhere, offersCart: true };
    case 'page_failed':
      return { sentence: say.pageFailed };
    case 'earlier_unknown':
      return { sentence: say.cartChanged(moneyText(refusal.submission.body.expectedTotal)) };
  }
}
