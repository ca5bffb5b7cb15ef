import { pathOf } from '@holdfast/service-defaults';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyInstance } from 'fastify';

const aboutOneCustomer = /^\/(?:orders|checkouts)(?:\/|$)/;

/** Responses about one customer, refusals included, must not be cached or MIME-sniffed. */
@Injectable()
export class PrivateOrders implements OnModuleInit {
  constructor(private readonly http: HttpAdapterHost) {}

  onModuleInit(): void {
    const server: FastifyInstance = this.http.httpAdapter.getInstance();
    server.addHook('onRequest', async (request, reply) => {
      if (aboutOneCustomer.test(pathOf(request)))
        void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    });
  }
}
