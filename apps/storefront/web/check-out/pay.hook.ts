import { type Money } from '@holdfast/checkout-client';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { readCart } from '../cart/cart-storage.ts';
import { type CartLine } from '../cart/cart.ts';
import { announce } from '../say/announcements.ts';
import { words } from '../words.ts';
import { emailFaults, type Fault } from './contact-faults.ts';
import { type Contact } from './contact.storage.ts';
import { type Field, type OutcomeWords } from './outcome-words.ts';
import { type PaymentForm } from './payment-form.stripe.ts';
import { purchase } from './purchase.store.ts';
import { type Submission, submissionOf } from './submission.ts';

interface Wanted extends Contact {
  readonly lines: readonly CartLine[];
  readonly total: Money;
}

interface Pay {
  readonly faults: readonly Fault[];
  readonly focusField: (field: Field) => void;
  readonly onForm: (opened: PaymentForm | undefined) => void;
  readonly pay: () => Promise<void>;
}

/** Checks the form, makes a token with its payment element, and sends the purchase. */
export function usePay(wanted: Wanted, refused: OutcomeWords | undefined): Pay {
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const form = useRef<PaymentForm | undefined>(undefined);

  const clearMethod = useEffectEvent(() => {
    if (refused?.field === 'card') form.current?.clear();
  });
  useEffect(() => clearMethod(), [refused?.sentence]);

  const makeSubmission = async (): Promise<Submission | undefined> => {
    const made = await form.current?.makeToken();
    if (made?.token !== undefined)
      return submissionOf(readCart(), { ...wanted, confirmationToken: made.token });
    setFaults([{ field: 'card', message: made?.problem ?? words.checkout.cardUnready }]);
    return undefined;
  };

  const pay = async (): Promise<void> => {
    if (purchase.state().kind !== 'form') return purchase.askAgain();
    const problem = await form.current?.problem();
    const card: readonly Fault[] = problem === undefined ? [] : [{ field: 'card', message: problem }];
    const found = [...emailFaults(wanted.email), ...card];
    setFaults(found);
    if (found.length > 0) return;
    announce(words.checkout.payingNow);
    await purchase.pay(makeSubmission);
  };

  const focusField = (field: Field): void => {
    if (field === 'card') form.current?.focus();
    else document.getElementById(field)?.focus();
  };
  return { faults, focusField, onForm: (opened) => void (form.current = opened), pay };
}
