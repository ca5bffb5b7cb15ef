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
export function eventRoutes(app: FastifyInstance, ledger: Ledger, deliverer: WebhookDeliverer): void {
  app.post<EventRoute>('/_simulator/events/:id/deliver', async ({ params: { id } }, reply) => {
    const event = ledger.events.find(id);
    if (event === undefined) {
      return reply.code(404).send({ error: { code: 'event_unknown', message: `Unknown event ${id}.` } });
    }
    const endpoints = ledger.webhookEndpoints.subscribedTo(event.type);
    if (endpoints.length === 0) {
      const message = `No enabled webhook endpoint wants ${event.type}.`;
      return reply.code(409).send({ error: { code: 'no_webhook_endpoint', message } });
    }
    const failures = await Promise.all(endpoints.map((endpoint) => deliverer.resend(id, endpoint.id)));
    const failure = failures.find((each) => each !== undefined);
    return { eventId: id, delivered: failure === undefined, failure: failure ?? null };
  });
}
