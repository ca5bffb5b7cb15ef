import { type Money } from '@holdfast/checkout-client';
import { useState } from 'react';
import { type PricedCart } from '../cart/priced-cart.ts';
import { moneyText } from '../say/money.ts';
import { words } from '../words.ts';
import { ContactFields } from './contact-fields.view.tsx';
import { type Contact, useContact } from './contact.storage.ts';
import { FaultSummary, OutcomeSummary } from './form-summary.view.tsx';
import { type OutcomeWords } from './outcome-words.ts';
import { usePay } from './pay.hook.ts';
import { PaymentFormView } from './payment-form.view.tsx';
import { ProgressLine } from './progress-line.view.tsx';
import { type Paying, type PurchaseState } from './purchase-state.ts';
import { usePurchase } from './purchase.store.ts';
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
  const [contact, changeContact] = useContact(contactOf(state));
  const [hasForm, setHasForm] = useState(false);
  const paying = state.kind === 'paying' ? state : undefined;
  const wanted = { email: contact.email.trim(), name: contact.name.trim(), lines: cart.lines, total };
  const { faults, focusField, onForm, pay } = usePay(wanted, refused);
  return (
    <form
      className="stack-loose"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        pay().catch(reportError);
      }}
    >
      {faults.length > 0 && paying === undefined && <FaultSummary faults={faults} onField={focusField} />}
      <ContactFields
        contact={contact}
        onChange={changeContact}
        faultOf={(field) => faults.find((fault) => fault.field === field)?.message}
        isReadOnly={paying !== undefined}
      />
      <PaymentFormView
        total={total}
        isAtWork={paying !== undefined}
        onForm={(opened) => {
          onForm(opened);
          setHasForm(opened !== undefined);
        }}
      />
      <div className="pay stack" data-shown={hasForm}>
        <TotalLines cart={cart} total={moneyText(total)} />
        <PayButton total={moneyText(total)} paying={paying} />
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

/** Of the purchase that a page found stored, and that took nothing. */
function contactOf(state: PurchaseState): Contact | undefined {
  if (state.kind !== 'form' || state.refusal?.kind !== 'outcome') return undefined;
  const { email, name = '' } = state.refusal.submission.body.customer;
  return { email, name };
}

function PayButton({ total, paying }: { readonly total: string; readonly paying: Paying | undefined }) {
  const isAtWork = paying !== undefined || undefined;
  return (
    <button type="submit" className="button" aria-disabled={isAtWork} aria-busy={isAtWork}>
      {paying === undefined ? words.checkout.pay(total) : words.checkout.paying(total)}
    </button>
  );
}
