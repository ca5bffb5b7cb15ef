import { type KeyboardEvent, useState } from 'react';
import { words } from '../words.ts';
import { mostOfOneProduct } from './cart.ts';
import { typedQuantity } from './typed-quantity.ts';

interface Props {
  readonly name: string;
  readonly quantity: number;
  readonly onChange: (quantity: number) => void;
  /** Called with a sentence instead of a change that is not possible. */
  readonly onLimit: (sentence: string) => void;
}

export function QuantityStepper({ name, quantity, onChange, onLimit }: Props) {
  const step = (by: number): void => {
    if (quantity + by < 1) onLimit(words.cart.least);
    else if (quantity + by > mostOfOneProduct) onLimit(words.cart.mostOfOne(name));
    else onChange(quantity + by);
  };
  return (
    <div className="stepper">
      <button
        type="button"
        aria-label={words.cart.fewer(name)}
        aria-disabled={quantity <= 1}
        onClick={() => step(-1)}
      >
        <span aria-hidden="true">−</span>
      </button>
      <TypedQuantity name={name} quantity={quantity} onChange={onChange} onLimit={onLimit} />
      <button
        type="button"
        aria-label={words.cart.more(name)}
        aria-disabled={quantity >= mostOfOneProduct}
        onClick={() => step(1)}
      >
        <span aria-hidden="true">+</span>
      </button>
    </div>
  );
}

function TypedQuantity({ name, quantity, onChange, onLimit }: Props) {
  /** Text that is not the quantity of the cart: while the customer types. */
  const [draft, setDraft] = useState<string>();
  const finish = (): void => {
    const typed = draft === undefined ? undefined : typedQuantity(draft);
    setDraft(undefined);
    if (typed !== undefined && typed !== quantity) onChange(typed);
    if (draft !== undefined && Number(draft) > mostOfOneProduct) onLimit(words.cart.mostOfOne(name));
    if (draft !== undefined && draft.trim() !== '' && Number(draft) < 1) onLimit(words.cart.least);
  };
  const onKeyDown = ({ key }: KeyboardEvent): void => {
    if (key === 'Enter') finish();
    if (key === 'Escape') setDraft(undefined);
  };
  return (
    <input
      type="text"
      inputMode="numeric"
      autoComplete="off"
      maxLength={9}
      aria-label={words.cart.quantity(name)}
      value={draft ?? String(quantity)}
      onChange={({ target }) => setDraft(target.value)}
      onFocus={({ target }) => target.select()}
      onBlur={finish}
      onKeyDown={onKeyDown}
    />
  );
}
