import { useSyncExternalStore } from 'react';
import { type Cart, emptyCart } from './cart.ts';

const entry = 'holdfast.cart';
const version = 1;

interface StoredCart extends Cart {
  readonly version: typeof version;
}

type Listener = () => void;
const listeners = new Set<Listener>();
let known: { readonly text: string | null; readonly cart: Cart } | undefined;
/** Holds the cart of this page if the browser stores nothing. */
let unstored: string | null = null;

function storedText(): string | null {
  try {
    return localStorage.getItem(entry) ?? unstored;
  } catch {
    return unstored;
  }
}

/** @throws SyntaxError for an entry that is not JSON */
function isCart(value: unknown): value is StoredCart {
  if (typeof value !== 'object' || value === null) return false;
  const { version: of, cartId, attempt, lines } = value as Partial<Record<keyof StoredCart, unknown>>;
  return (
    of === version && typeof cartId === 'string' && Number.isSafeInteger(attempt) && Array.isArray(lines)
  );
}

function parse(text: string | null): Cart {
  if (text === null) return emptyCart(crypto.randomUUID());
  try {
    const value: unknown = JSON.parse(text);
    if (isCart(value)) return value;
  } catch {
    // An entry that this version did not write is an empty cart.
  }
  return emptyCart(crypto.randomUUID());
}

/** The cart as stored in this browser, shared by its tabs. */
export function readCart(): Cart {
  const text = storedText();
  if (known?.text !== text || known === undefined) known = { text, cart: parse(text) };
  return known.cart;
}

export function changeCart(change: (cart: Cart) => Cart): void {
  const text = JSON.stringify({ version, ...change(readCart()) });
  unstored = text;
  try {
    localStorage.setItem(entry, text);
  } catch {
    // Blocked or full: the cart lasts as long as the page. Checkout says so before it takes money.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: Listener): () => void {
  const fromOtherTab = (event: StorageEvent): void => {
    if (event.key === entry || event.key === null) listener();
  };
  listeners.add(listener);
  addEventListener('storage', fromOtherTab);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', fromOtherTab);
  };
}

export function useCart(): { readonly cart: Cart; readonly change: typeof changeCart } {
  return { cart: useSyncExternalStore(subscribe, readCart), change: changeCart };
}
