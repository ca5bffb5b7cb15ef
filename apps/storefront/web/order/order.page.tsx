import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';

export function OrderPage({ orderId }: { readonly orderId: string }) {
  return <PageHeading title={words.order.loading}>{orderId}</PageHeading>;
}
