import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { readRecentOrders, type RecentOrder } from '../order/recent-orders.ts';
import { moneyText } from '../say/money.ts';
import { shop } from '../shop.ts';
import { words } from '../words.ts';
import { stateOf } from './last-order.ts';

/** The last order of this browser, with its state as soon as it is read. */
export function LastOrder() {
  const [last] = readRecentOrders();
  return last === undefined ? null : <OrderLink order={last} />;
}

function OrderLink({ order: { orderId, total } }: { readonly order: RecentOrder }) {
  const { data: reading } = useQuery({
    queryKey: ['last-order', orderId],
    queryFn: ({ signal }) => shop.readOrder(orderId, { signal }),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <p>
      <Link href={`/orders/${encodeURIComponent(orderId)}`}>
        {words.cart.lastOrder(moneyText(total), stateOf(reading))}
      </Link>
    </p>
  );
}
