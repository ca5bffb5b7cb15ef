import { useEffect, useLayoutEffect, useRef } from 'react';
import { Link } from 'wouter';
import { announce } from '../say/announcements.ts';
import { words } from '../words.ts';
import { type Fault } from './contact-faults.ts';
import { type Field, type OutcomeWords } from './outcome-words.ts';

/** Above the form, with the focus: what to correct. */
export function FaultSummary({
  faults,
  onField,
}: {
  readonly faults: readonly Fault[];
  readonly onField: (field: Field) => void;
}) {
  const box = useFocus(faults);
  return (
    <div ref={box} className="notice broken appear" tabIndex={-1} role="group" aria-labelledby="faults">
      <h2 id="faults">{words.checkout.errors(faults.length)}</h2>
      <ul>
        {faults.map(({ field, message }) => (
          <li key={field}>
            <a
              href={`#${field}`}
              onClick={(event) => {
                event.preventDefault();
                onField(field);
              }}
            >
              {message}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Above the form, with the focus: what happened to the money. */
export function OutcomeSummary({
  said,
  children,
}: {
  readonly said: OutcomeWords;
  readonly children?: React.ReactNode;
}) {
  const box = useFocus(said.sentence);
  useEffect(() => announce(said.sentence), [said.sentence]);
  return (
    <div
      ref={box}
      className="notice broken outcome appear"
      tabIndex={-1}
      role="group"
      aria-labelledby="outcome"
    >
      <h2 id="outcome">{said.sentence}</h2>
      {said.reference !== undefined && (
        <p className="small code">{words.checkout.reference(said.reference)}</p>
      )}
      {said.orderId !== undefined && (
        <p>
          <Link href={`/orders/${encodeURIComponent(said.orderId)}`}>{words.outcome.expiredLink}</Link>
        </p>
      )}
      {said.offersCart === true && (
        <p>
          <Link href="/cart">{words.checkout.backToCart}</Link>
        </p>
      )}
      {children}
    </div>
  );
}

function useFocus(subject: unknown) {
  const box = useRef<HTMLDivElement>(null);
  // Before the customer sees it, as a heading does: a key pressed in between would go elsewhere.
  useLayoutEffect(() => {
    box.current?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [subject]);
  return box;
}
