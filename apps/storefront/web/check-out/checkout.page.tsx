import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';

export function CheckoutPage() {
  return <PageHeading title={words.checkout.title}>{words.checkout.heading}</PageHeading>;
}
