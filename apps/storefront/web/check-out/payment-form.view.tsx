import { type Money } from '@holdfast/checkout-client';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { announce } from '../say/announcements.ts';
import { words } from '../words.ts';
import { isDark, PaymentForm } from './payment-form.stripe.ts';

interface Props {
  readonly total: Money;
  readonly isAtWork: boolean;
  /** The form when it is ready, undefined when it is gone. */
  readonly onForm: (form: PaymentForm | undefined) => void;
}

/** Stripe's payment element, with room reserved while it loads. */
export function PaymentFormView({ total, isAtWork, onForm }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [form, setForm] = useState<PaymentForm | 'loading' | 'failed'>('loading');
  const [round, setRound] = useState(1);
  const report = useEffectEvent((opened: PaymentForm | undefined) => onForm(opened));
  const open = useEffectEvent((element: HTMLElement) => PaymentForm.open(element, total));

  useEffect(() => {
    let isGone = false;
    let opened: PaymentForm | undefined;
    const show = async (): Promise<void> => {
      if (place.current === null) return;
      setForm('loading');
      opened = await open(place.current);
      if (isGone) return opened.close();
      setForm(opened);
      report(opened);
    };
    show().catch(() => {
      if (isGone) return;
      setForm('failed');
      announce(words.checkout.cardUnavailable);
    });
    return () => {
      isGone = true;
      opened?.close();
      report(undefined);
    };
  }, [round]);

  useEffect(() => {
    if (typeof form === 'string') return undefined;
    const update = (): void => void form.show(total).catch(reportError);
    update();
    isDark.addEventListener('change', update);
    return () => isDark.removeEventListener('change', update);
  }, [form, total]);

  return (
    <section className="payment stack-tight" aria-labelledby="payment" data-state={stateOf(form)}>
      <h2 id="payment">{words.checkout.card}</h2>
      {form === 'failed' && <LoadAgain onClick={() => setRound(round + 1)} />}
      <div ref={place} className="payment-place" inert={isAtWork} />
    </section>
  );
}

function LoadAgain({ onClick }: { readonly onClick: () => void }) {
  return (
    <div className="notice broken appear">
      <p>{words.checkout.cardUnavailable}</p>
      <p>
        <button type="button" className="button-quiet" onClick={onClick}>
          {words.checkout.loadAgain}
        </button>
      </p>
    </div>
  );
}

const stateOf = (form: PaymentForm | 'loading' | 'failed'): string =>
  typeof form === 'string' ? form : 'ready';
