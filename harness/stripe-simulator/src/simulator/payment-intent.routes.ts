import { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { laterOrigin } from '../events/event.recorder.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { settleBankPayment } from '../payment-intents/confirm.ts';

interface SettleRoute {
  Params: { id: string };
}

const asked = z.strictObject({ as: z.enum(['succeeded', 'failed']).optional() });

/** Lets a test apply the bank's later result of a payment. */
export function paymentIntentRoutes(app: FastifyInstance, ledger: Ledger, onCommit: () => void): void {
  app.post<SettleRoute>('/_simulator/payment_intents/:id/settle', ({ params: { id }, body }, reply) => {
    const read = asked.safeParse(body ?? {});
    if (!read.success)
      return reply.code(400).send({ error: { code: 'invalid', message: z.prettifyError(read.error) } });
    const isSettled = ledger.transaction(() => settleBankPayment(laterOrigin(ledger), id, read.data.as));
    if (!isSettled) {
      const message = `Payment intent ${id} is not waiting for a bank.`;
      return reply.code(409).send({ error: { code: 'nothing_to_settle', message } });
    }
    onCommit();
    return ledger.paymentIntents.find(id);
  });
}
