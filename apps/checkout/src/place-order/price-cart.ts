import { isSameMoney, type Money, type OrderLine, type PlaceOrder } from '@holdfast/contracts';
import { type Problem } from '@holdfast/service-defaults';
import { findProduct } from '../catalog/catalog.ts';
import { priceChanged, productUnknown } from '../order/order.errors.ts';
import { orderLine, totalOf } from '../order/order.ts';

export interface PricedCart {
  readonly lines: OrderLine[];
  readonly total: Money;
}

/** Prices come from the catalog, never from the client; `expectedTotal` is only compared. */
export function priceCart(request: PlaceOrder): PricedCart | Problem {
  const wanted = request.lines.map((line, index) => ({
    ...line,
    index,
    product: findProduct(line.productId),
  }));
  const unknown = wanted.filter((line) => line.product === undefined);
  if (unknown.length > 0) return productUnknown(unknown);
  const lines = wanted.flatMap(({ product, quantity }) =>
    product === undefined ? [] : [orderLine(product, quantity)],
  );
  const total = totalOf(lines);
  if (request.expectedTotal !== undefined && !isSameMoney(request.expectedTotal, total))
    return priceChanged(request.expectedTotal, total);
  return { lines, total };
}
