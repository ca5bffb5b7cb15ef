import './checkout.css';
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Unavailable } from '../browse/unavailable.view.tsx';
import { useProducts } from '../browse/use-products.ts';
import { useCart } from '../cart/cart-storage.ts';
import { type Cart, operationName } from '../cart/cart.ts';
import { reads } from '../reads.ts';
import { announce } from '../say/announcements.ts';
import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';
import { cartShown } from './cart-shown.ts';
import { CheckoutForm } from './checkout-form.view.tsx';
import { OutcomeSummary } from './form-summary.view.tsx';
import { keepNames, knownName } from './product-names.ts';
import { waitingAfterMs } from './progress-words.ts';
import { desk, purchase, usePurchase, wakePurchase } from './purchase.store.ts';
import { refusalWords } from './refusal-words.ts';
import { OrderPlaced } from './order-placed.view.tsx';

export function CheckoutPage() {
  const state = usePurchase();
  useArrival();
  useWaitingPage();
  useOrderOfOtherTab();
  if (state.kind === 'ordered') return <OrderPlaced order={state} />;
  if (state.kind === 'unknown' || state.kind === 'left' || (state.kind === 'paying' && !state.isFromForm))
    return <Finding />;
  return <Form />;
}

/** While a page looks for the outcome of a stored submission. */
function Finding() {
  useEffect(() => announce(words.checkout.finding), []);
  return (
    <div className="checkout column">
      <PageHeading title={words.checkout.title}>{words.checkout.finding}</PageHeading>
    </div>
  );
}

function Form() {
  const state = usePurchase();
  const { products, retry } = useProducts();
  useEffect(() => keepNames(products ?? []), [products]);
  const cart = useCartAtClick(state.kind === 'paying');
  const submission = state.kind === 'paying' ? state.submission : undefined;
  const priced = products === undefined ? undefined : cartShown(cart, submission, products);
  const refusal = state.kind === 'form' ? state.refusal : undefined;
  const said = refusal === undefined ? undefined : refusalWords(refusal, knownName);
  const [found] = useState(refusal);
  // An outcome that comes while the form is shown appears below its button, where nothing has to move for it.
  const isBelow = refusal !== found && priced?.total !== undefined;
  useEffect(() => {
    if (said?.offersCart === true) void reads.invalidateQueries({ queryKey: ['products'] });
  }, [said?.offersCart]);
  return (
    <div className="checkout column">
      <PageHeading title={words.checkout.title}>{words.checkout.heading}</PageHeading>
      {said !== undefined && !isBelow && <OutcomeSummary said={said} />}
      {retry !== undefined && <Unavailable retry={retry} />}
      {priced?.total !== undefined && (
        <CheckoutForm cart={priced} total={priced.total} refused={said} isBelow={isBelow} />
      )}
      {priced !== undefined && priced.total === undefined && <EmptyCart />}
    </div>
  );
}

/** The cart; while a payment is at work, as it was when the customer clicked. */
function useCartAtClick(isPaying: boolean): Cart {
  const { cart } = useCart();
  const [kept, keep] = useState(cart);
  if (!isPaying && kept !== cart) keep(cart);
  return isPaying ? kept : cart;
}

function EmptyCart() {
  return (
    <div className="stack-tight">
      <p className="lead">{words.cart.empty}</p>
      <p>
        <Link href="/">{words.cart.browse}</Link>
      </p>
    </div>
  );
}

function useArrival(): void {
  useLayoutEffect(() => void purchase.resume(), []);
  useEffect(wakePurchase, []);
}

/** After 10 s, or if no call is running, the outcome is unknown, and has a page of its own. */
function useWaitingPage(): void {
  const state = usePurchase();
  const [, navigate] = useLocation();
  const wait = useEffectEvent(() => navigate('/checkout/waiting', { replace: true }));
  const { kind } = state;
  const sentAt = state.kind === 'paying' && state.submission !== undefined ? state.startedAt : undefined;
  useEffect(() => {
    if (kind === 'unknown' || kind === 'left') wait();
    if (sentAt === undefined) return undefined;
    const timer = setTimeout(wait, sentAt + waitingAfterMs - performance.now());
    return () => clearTimeout(timer);
  }, [kind, sentAt]);
}

/** Leads to the order if another tab buys the cart that this page shows. */
function useOrderOfOtherTab(): void {
  const { cart } = useCart();
  const state = usePurchase();
  const shown = useRef(cart);
  const isForm = state.kind === 'form';
  useEffect(() => {
    if (!isForm || cart.cartId === shown.current.cartId) return;
    const orderId = desk.orderFrom(operationName(shown.current));
    if (orderId === undefined) shown.current = cart;
    else purchase.placedElsewhere(orderId);
  }, [cart, isForm]);
}
