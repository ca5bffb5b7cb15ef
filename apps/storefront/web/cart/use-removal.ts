import { useState } from 'react';
import { announce } from '../say/announcements.ts';
import { words } from '../words.ts';
import { type CartLine, withLineAt, withQuantity } from './cart.ts';
import { changeCart, readCart } from './cart-storage.ts';

export interface Removed {
  readonly line: CartLine;
  readonly name: string;
  readonly index: number;
}

export interface Removal {
  readonly removed: Removed | undefined;
  /** The product that was put back, whose line takes the focus. */
  readonly returned: string | undefined;
  readonly remove: (line: CartLine, name: string) => void;
  readonly putBack: () => void;
  readonly forget: () => void;
}

/** Takes lines out of the cart. The last one can be put back. */
export function useRemoval(): Removal {
  const [removed, setRemoved] = useState<Removed>();
  const [returned, setReturned] = useState<string>();
  const remove = ({ productId, quantity }: CartLine, name: string): void => {
    const index = readCart().lines.findIndex((line) => line.productId === productId);
    changeCart((cart) => withQuantity(cart, productId, 0));
    setRemoved({ line: { productId, quantity }, name, index: Math.max(0, index) });
    setReturned(undefined);
    announce(words.cart.removed(name));
  };
  const putBack = (): void => {
    if (removed === undefined) return;
    changeCart((cart) => withLineAt(cart, removed.line, removed.index));
    setRemoved(undefined);
    setReturned(removed.line.productId);
  };
  const forget = (): void => setRemoved(undefined);
  return { removed, returned, remove, putBack, forget };
}
