import { type OrderMoment } from '../experiment.ts';
import { type MomentKind } from '../scene.ts';

export const order: MomentKind<OrderMoment> = {
  look: async ({ customers, status, history }, scene) => {
    const orders = await scene.ordersOf(customers);
    const { histories, readAt } = await scene.ledgers();
    const customersThere = scene.cast.of(customers).length;
    if (orders.length === 0 || orders.length < customersThere)
      return `${orders.length} of ${customersThere} orders exist`;
    const others = orders.filter((each) => each['status'] !== status);
    if (others.length > 0)
      return `${others.length} of ${orders.length} orders: ${String(others[0]?.['status'])}`;
    if (history !== undefined) {
      const { type, count } = history;
      const ids = new Set(orders.map((each) => each['order_id']));
      const lines = histories.filter((line) => ids.has(line['order_id']) && line['type'] === type).length;
      if (lines !== count * orders.length) return `${lines} lines of history say ${type}`;
    }
    return {
      at: readAt,
      message: null,
      detail: orders.length === 1 ? status : `${orders.length} × ${status}`,
    };
  },
};
