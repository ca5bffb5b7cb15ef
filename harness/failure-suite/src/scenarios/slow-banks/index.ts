import { type Scenario } from '../../scenario/scenario.ts';
import bankDebitFailsAfterItArrived from './bank-debit-fails-after-it-arrived.ts';
import bankDebitOfDaysFails from './bank-debit-of-days-fails.ts';
import bankDebitOfDaysPaid from './bank-debit-of-days-paid.ts';
import bankDebitReturned from './bank-debit-returned.ts';
import bankDebitOverdue from './bank-debit-overdue.ts';
import keyTooOldDuringItsDebit from './key-too-old-during-its-debit.ts';

export const slowBanksScenarios: readonly Scenario[] = [
  bankDebitFailsAfterItArrived,
  bankDebitOfDaysFails,
  bankDebitOfDaysPaid,
  bankDebitOverdue,
  bankDebitReturned,
  keyTooOldDuringItsDebit,
];
