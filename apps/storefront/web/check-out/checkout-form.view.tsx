import { type Money } from '@holdfast/checkout-client';
import { type FormEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import { readCart } from '../cart/cart-storage.ts';
import { type PricedCart } from '../cart/priced-cart.ts';
import { announce } from '../say/announcements.ts';
import { moneyText } from '../say/money.ts';
import { words } from '../words.ts';
import { emailFaults, type Fault, longestEmail, longestName } from './contact-faults.ts';
import { useContact } from './contact.storage.ts';
import { FaultSummary, OutcomeSummary } from './form-summary.view.tsx';
import { type Field, type OutcomeWords } from './outcome-words.ts';
import { type PaymentForm } from './payment-form.stripe.ts';
import { PaymentFormView } from './payment-form.view.tsx';
import { ProgressLine } from './progress-line.view.tsx';
import { purchase, usePurchase } from './purchase.store.ts';
import { type Submission, submissionOf } from './submission.ts';
import { TextField } from './text-field.view.tsx';
import { TotalLines } from './total-lines.view.tsx';

interface Props {
  readonly cart: PricedCart;
  readonly total: Money;
  /** Why the last payment took nothing. */
  readonly refused: OutcomeWords | undefined;
  /** True to say it below the button. */
  readonly isBelow: boolean;
}

export function CheckoutForm({ cart, total, refused, isBelow }: Props) {
  const state = usePurchase();
  const [contact, changeContact] = useContact();
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [hasForm, setHasForm] = useState(false);
  const form = useRef<PaymentForm | undefined>(undefined);
  const fields = { email: useRef<HTMLInputElement>(null), name: useRef<HTMLInputElement>(null) };
  const paying = state.kind === 'paying' ? state : undefined;
  const isAtWork = paying !== undefined;
  const text = moneyText(total);
  const faultOf = (field: Field) => faults.find((fault) => fault.field === field)?.message;

  const clearMethod = useEffectEvent(() => {
    if (refused?.field === 'card') form.current?.clear();
  });
  useEffect(() => clearMethod(), [refused?.sentence]);

  const focusField = (field: Field): void => {
    if (field === 'card') form.current?.focus();
    else fields[field].current?.focus();
  };

  const makeSubmission = async (): Promise<Submission | undefined> => {
    const made = await form.current?.makeToken();
    if (made?.token !== undefined) {
      const { email, name } = trimmed(contact);
      return submissionOf(readCart(), {
        email,
        name,
        lines: cart.lines,
        total,
        confirmationToken: made.token,
      });
    }
    setFaults([{ field: 'card', message: textOr(made?.problem, words.checkout.cardUnready) }]);
    return undefined;
  };

  const pay = async (): Promise<void> => {
    if (isAtWork) return purchase.askAgain();
    const problem = await form.current?.problem();
    const found: Fault[] = [...emailFaults(trimmed(contact).email)];
    if (problem !== undefined)
      found.push({ field: 'card', message: textOr(problem, words.checkout.cardMissing) });
    setFaults(found);
    if (found.length > 0) return;
    announce(words.checkout.payingNow);
    await purchase.pay(makeSubmission);
  };

  return (
    <form
      className="stack-loose"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        pay().catch(reportError);
      }}
    >
      {faults.length > 0 && !isAtWork && <FaultSummary faults={faults} onField={focusField} />}
      <div className="stack">
        <TextField
          id="email"
          label={words.checkout.email}
          hint={words.checkout.emailHint}
          fault={faultOf('email')}
          input={fields.email}
          type="email"
          inputMode="email"
          autoComplete="email"
          maxLength={longestEmail}
          required
          value={contact.email}
          readOnly={isAtWork}
          onChange={({ target }) => changeContact({ email: target.value })}
        />
        <TextField
          id="name"
          label={words.checkout.name}
          fault={faultOf('name')}
          input={fields.name}
          autoComplete="name"
          maxLength={longestName}
          value={contact.name}
          readOnly={isAtWork}
          onChange={({ target }) => changeContact({ name: target.value })}
        />
      </div>
      <PaymentFormView
        total={total}
        isAtWork={isAtWork}
        onForm={(opened) => {
          form.current = opened;
          setHasForm(opened !== undefined);
        }}
      />
      <div className="pay stack" data-shown={hasForm}>
        <TotalLines cart={cart} total={text} />
        <button
          type="submit"
          className="button"
          aria-disabled={isAtWork || undefined}
          aria-busy={isAtWork || undefined}
        >
          {isAtWork ? words.checkout.paying(text) : words.checkout.pay(text)}
        </button>
        <div className="pay-status">
          {refused !== undefined && isBelow ? (
            <OutcomeSummary said={refused} />
          ) : (
            <ProgressLine paying={paying} />
          )}
        </div>
      </div>
    </form>
  );
}

const trimmed = ({ email, name }: { readonly email: string; readonly name: string }) => ({
  email: email.trim(),
  name: name.trim(),
});

const textOr = (text: string | undefined, other: string): string =>
  text === undefined || text === '' ? other : text;
