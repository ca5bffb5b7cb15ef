import { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Ledger } from '../ledger/ledger.ts';
import { end } from '../payment-intents/confirm.ts';
import { bankRefusal, failureOf } from '../payment-methods/test-bank-accounts.ts';

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
    const settled = ledger.transaction(() => settle(ledger, id, read.data.as));
    if (settled === undefined) {
      const message = `Payment intent ${id} is not waiting for a bank.`;
      return reply.code(409).send({ error: { code: 'nothing_to_settle', message } });
    }
    onCommit();
    return ledger.paymentIntents.find(id);
  });
}

function settle(ledger: Ledger, id: string, as: 'succeeded' | 'failed' | undefined): true | undefined {
  const intent = ledger.paymentIntents.find(id);
  const method = ledger.paymentMethods.find(
    typeof intent?.payment_method === 'string' ? intent.payment_method : '',
  );
  if (intent?.status !== 'processing' || method === undefined) return undefined;
  const own = failureOf(method.us_bank_account?.last4 ?? '');
  const failure = { succeeded: undefined, failed: own ?? bankRefusal }[as ?? (own ? 'failed' : 'succeeded')];
  const scope = { ledger, requestId: null, idempotencyKey: null, at: Date.now() };
  end(scope, intent, method, failure);
  return true;
}
