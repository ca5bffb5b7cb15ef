import { type FastifyInstance } from 'fastify';
import { type Ledger } from '../ledger/ledger.ts';
import { type WebhookDeliverer } from '../webhooks/webhook-deliverer.ts';

interface EventRoute {
  Params: { id: string };
}

/**
 * Resends any event immediately with a new signature, like Stripe's dashboard and CLI, even if it was
 * delivered.
 */
export function eventRoutes(
  app: FastifyInstance,
  ledger: Ledger,
  deliverer: WebhookDeliverer | undefined,
): void {
  app.post<EventRoute>('/_simulator/events/:id/deliver', async ({ params: { id } }, reply) => {
    if (ledger.events.find(id) === undefined) {
      return reply.code(404).send({ error: { code: 'event_unknown', message: `Unknown event ${id}.` } });
    }
    if (deliverer === undefined) {
      const message = 'The simulator was started without WEBHOOK_URL.';
      return reply.code(409).send({ error: { code: 'no_webhook_endpoint', message } });
    }
    const failure = await deliverer.resend(id);
    return { eventId: id, delivered: failure === undefined, failure: failure ?? null };
  });
}
