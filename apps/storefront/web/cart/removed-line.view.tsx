import { useEffect, useRef } from 'react';
import { words } from '../words.ts';

/** Stands where the line was, until the next change. Takes the focus, which the line had. */
export function RemovedLine({ name, onPutBack }: { readonly name: string; readonly onPutBack: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <li className="cart-removed quiet">
      <p>{words.cart.removed(name)}</p>
      <button
        ref={button}
        type="button"
        className="button-link"
        aria-label={words.cart.putBackName(name)}
        onClick={onPutBack}
      >
        {words.cart.putBack}
      </button>
    </li>
  );
}
