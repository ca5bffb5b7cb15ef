import { useEffect, useRef } from 'react';
import { moneyText } from '../say/money.ts';
import { words } from '../words.ts';
import { type PricedLine } from './priced-cart.ts';
import { QuantityStepper } from './quantity-stepper.view.tsx';

interface Props {
  readonly line: PricedLine;
  readonly takesFocus: boolean;
  readonly onQuantity: (quantity: number) => void;
  readonly onRemove: () => void;
  readonly onLimit: (sentence: string) => void;
}

export function CartLineView({ line, takesFocus, onQuantity, onRemove, onLimit }: Props) {
  const removeButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) removeButton.current?.focus();
  }, [takesFocus]);
  const { name, imageUrl, quantity, unitPrice, lineTotal } = line;
  return (
    <li className="cart-line">
      <img className="picture" src={imageUrl} alt="" width={480} height={360} />
      <div className="cart-line-name">
        <h2>{name}</h2>
        <p className="quiet digits">{words.cart.each(moneyText(unitPrice))}</p>
      </div>
      <div className="cart-line-change">
        <QuantityStepper name={name} quantity={quantity} onChange={onQuantity} onLimit={onLimit} />
        <button
          ref={removeButton}
          type="button"
          className="button-link"
          aria-label={words.cart.removeName(name)}
          onClick={onRemove}
        >
          {words.cart.remove}
        </button>
      </div>
      <p className="price">{moneyText(lineTotal)}</p>
    </li>
  );
}
