import { pathOf } from '@holdfast/service-defaults';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyInstance } from 'fastify';

const aboutOneCustomer = /^\/(?:orders|checkouts)(?:\/|$)/;

/** What is said about an order, refusals included, is kept by no cache and read as nothing but what it says it is. */
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
