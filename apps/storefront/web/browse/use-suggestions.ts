import { useQuery } from '@tanstack/react-query';
import { type Recommendations } from '@holdfast/checkout-client';
import { readRecentOrders } from '../order/recent-orders.ts';
import { shop } from '../shop.ts';
import { isOffered } from './offered-products.ts';

export const suggestionsInRow = 4;
const patienceMs = 1_500;

/** Suggestions that arrived in time; personal ones after an order of this browser. */
export function useSuggestions(): Pick<Recommendations, 'notice' | 'products'> | undefined {
  const [last] = readRecentOrders();
  const orderId = last?.orderId;
  const { data } = useQuery({
    queryKey: ['suggestions', orderId ?? ''],
    queryFn: async ({ signal }) => {
      const whose = last === undefined ? {} : { email: last.email, orderId: last.orderId };
      const reading = await shop.readRecommendations(
        { ...whose, limit: suggestionsInRow },
        { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) },
      );
      if (reading.kind !== 'found') throw new Error(`suggestions: ${reading.kind}`);
      return { notice: reading.value.notice, products: reading.value.products.filter(isOffered) };
    },
  });
  return data === undefined || data.products.length === 0 ? undefined : data;
}
