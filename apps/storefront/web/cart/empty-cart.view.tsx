import { Link } from 'wouter';
import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';
import { LastOrder } from './last-order.view.tsx';

export function EmptyCart() {
  return (
    <div className="column">
      <PageHeading title={words.cart.title}>{words.cart.empty}</PageHeading>
      <LastOrder />
      <p>
        <Link href="/" className="button">
          {words.cart.browse}
        </Link>
      </p>
    </div>
  );
}
