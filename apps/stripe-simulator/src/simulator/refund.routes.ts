import { type FastifyInstance } from 'fastify';
import { type Ledger } from '../ledger/ledger.ts';
import { type RefundSettler } from '../refunds/refund-settler.ts';

interface RefundRoute {
  Params: { id: string };
}

/** What the customer's bank does later, at the moment a test wants it. */
export function refundRoutes(app: FastifyInstance, ledger: Ledger, settler: RefundSettler): void {
  app.post<RefundRoute>('/_simulator/refunds/:id/settle', ({ params: { id } }, reply) => {
    if (ledger.refunds.find(id) === undefined) {
      return reply
        .code(404)
        .send({ error: { code: 'refund_unknown', message: `There is no refund ${id}.` } });
    }
    const settled = settler.settle(id);
    if (settled !== undefined) return settled;
    const message = `Refund ${id} has come to its end: nothing is to follow.`;
    return reply.code(409).send({ error: { code: 'refund_settled', message } });
  });
}
