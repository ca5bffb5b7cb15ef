import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Stripe } from 'stripe';
import { webhookSecret } from './simulator-process.ts';

/** A receiver that verifies each signature and returns a configured status. */
export class WebhookReceiver {
  readonly events: Stripe.Event[] = [];
  /** The event and the connection of each request that was accepted or refused. */
  readonly arrivals: { readonly eventId: string; readonly connection: number | undefined }[] = [];
  readonly problems: string[] = [];
  answer: (event: Stripe.Event) => number | Promise<number> = () => 200;
  url = '';
  secret = webhookSecret;
  private server: Server | undefined;

  async start(port = 0): Promise<this> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        void this.receive(Buffer.concat(parts), request).then((status) => {
          response.statusCode = status;
          response.end();
        });
      });
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/stripe`;
    return this;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  types(): string[] {
    return this.events.map((event) => event.type);
  }

  private async receive(body: Buffer, { headers, socket }: IncomingMessage): Promise<number> {
    try {
      const event = Stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', this.secret);
      this.events.push(event);
      this.arrivals.push({ eventId: event.id, connection: socket.remotePort });
      return await this.answer(event);
    } catch (error) {
      this.problems.push(String(error));
      return 400;
    }
  }
}

/** Waits until `check` no longer throws, at most 10 s. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(20);
  }
}
