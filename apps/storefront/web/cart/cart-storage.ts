import { useSyncExternalStore } from 'react';
import { type Cart, emptyCart } from './cart.ts';
import { parseCart, storedText } from './stored-cart.ts';

const entry = 'holdfast.cart';

type Listener = () => void;
const listeners = new Set<Listener>();
let known: { readonly text: string | null; readonly cart: Cart } | undefined;
/** The cart of this page, if the browser does not store it. */
let unstored: string | null = null;

function readText(): string | null {
  try {
    return unstored ?? localStorage.getItem(entry);
  } catch {
    return unstored;
  }
}

/** The cart as stored in this browser, shared by its tabs. */
export function readCart(): Cart {
  const text = readText();
  if (known === undefined || known.text !== text)
    known = { text, cart: (text === null ? undefined : parseCart(text)) ?? emptyCart(crypto.randomUUID()) };
  return known.cart;
}

export function changeCart(change: (cart: Cart) => Cart): void {
  const text = storedText(change(readCart()));
  try {
    localStorage.setItem(entry, text);
    unstored = null;
  } catch {
    // Blocked or full: the cart lasts as long as the page. Checkout says so before it takes money.
    unstored = text;
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: Listener): () => void {
  const fromOtherTab = (event: StorageEvent): void => {
    if (event.key === entry || event.key === null) listener();
  };
  // A page in the browser's memory gets no storage events.
  const fromMemory = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) listener();
  };
  listeners.add(listener);
  addEventListener('storage', fromOtherTab);
  addEventListener('pageshow', fromMemory);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', fromOtherTab);
    removeEventListener('pageshow', fromMemory);
  };
}

export function useCart(): { readonly cart: Cart; readonly change: typeof changeCart } {
  return { cart: useSyncExternalStore(subscribe, readCart), change: changeCart };
}
