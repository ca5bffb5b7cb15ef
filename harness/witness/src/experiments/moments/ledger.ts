import { plural } from '@holdfast/engine';
import { type LedgerMoment } from '../experiment.ts';
import { type MomentKind } from '../scene.ts';
import { unreadable } from './readable.ts';

export const ledger: MomentKind<LedgerMoment> = {
  isOfTheEnd: ({ charges }) => charges === 0,
  mayPass: ({ charges }) => charges !== 'unreadable',
  look: async ({ customers, charges }, scene) => {
    const ledgers = await scene.ledgers();
    const { readAt } = ledgers;
    const why = unreadable(ledgers, 'checkout', 'provider');
    if (charges === 'unreadable')
      return why === undefined ? 'the ledgers can be read' : { at: readAt, message: null, detail: why };
    if (why !== undefined) return why;
    const ids = new Set((await scene.ordersOf(customers)).map((order) => String(order['order_id'])));
    const own = ledgers.charges.filter(
      ({ metadata, status }) => status === 'succeeded' && ids.has(metadata['orderId'] ?? ''),
    );
    const said = plural(own.length, 'charge');
    return own.length === charges ? { at: readAt, message: null, detail: said } : said;
  },
};
