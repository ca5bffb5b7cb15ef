import type { Order } from '@holdfast/checkout-client';
import type { OrderView } from '@holdfast/contracts';

/** Types of what the pages read; purchases and refunds go through `shop`. */
export type { OrderHistory, Product, ProductList, ShownRecommendations } from '@holdfast/contracts';

/** An order with what only this shop has: the client passes that on unchecked, and it may be missing. */
export type ShownOrder = Order & Partial<Omit<OrderView, keyof Order>>;
