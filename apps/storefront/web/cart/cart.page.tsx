import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';

export function CartPage() {
  return <PageHeading title={words.cart.title}>{words.cart.heading}</PageHeading>;
}
