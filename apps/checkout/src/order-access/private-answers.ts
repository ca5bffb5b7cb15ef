import { pathOf } from '@holdfast/service-defaults';
import { type FastifyInstance } from 'fastify';

const aboutOneCustomer = /^\/(?:orders|checkouts)(?:\/|$)/;

/** What is said about an order, refusals included, is kept by no cache and read as nothing but what it says it is. */
export function keepOrdersPrivate(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    if (aboutOneCustomer.test(pathOf(request)))
      void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });
}
