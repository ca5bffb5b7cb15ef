import { Link } from 'wouter';
import { countOf } from '../cart/cart.ts';
import { useCart } from '../cart/cart-storage.ts';
import { pageSettings } from '../page-settings.ts';
import { words } from '../words.ts';

export function SiteHeader() {
  const { cart } = useCart();
  return (
    <header className="site-header">
      <Link href="/" className="wordmark">
        {words.shell.name}
      </Link>
      <nav aria-label={words.shell.navigation}>
        <Link href="/cart">{words.shell.cart(countOf(cart))}</Link>
        {pageSettings.hasLab && <Link href="/lab">{words.shell.lab}</Link>}
      </nav>
    </header>
  );
}
