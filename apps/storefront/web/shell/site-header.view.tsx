import { Link, useLocation } from 'wouter';
import { countOf } from '../cart/cart.ts';
import { useCart } from '../cart/cart-storage.ts';
import { labWords } from '../lab/words.ts';
import { pageSettings } from '../page-settings.ts';
import { words } from '../words.ts';

function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M12 2v6" />
      <circle cx="12" cy="14.5" r="6.5" />
    </svg>
  );
}

export function SiteHeader() {
  const { cart } = useCart();
  const [location] = useLocation();
  const current = (path: string) => (location === path ? 'page' : undefined);
  return (
    <header className="site-header">
      <Link href="/" className="wordmark">
        <Mark />
        {words.shell.name}
      </Link>
      <nav aria-label={words.shell.navigation}>
        <Link href="/cart" aria-current={current('/cart')}>
          {words.shell.cart(countOf(cart))}
        </Link>
        {__LAB__ && pageSettings.hasLab && (
          <Link href="/lab" aria-current={current('/lab')}>
            {labWords.name}
          </Link>
        )}
      </nav>
    </header>
  );
}
