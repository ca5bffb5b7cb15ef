import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Intent = Readonly<Record<string, unknown>> & { readonly id: string };

/**
 * Stripe's response to the next charges: an intent in this state, or an error with this status. `then`: what
 * the customer changes in it afterwards at the bank.
 */
export type Script =
  | { readonly intent: Readonly<Record<string, unknown>>; readonly then?: Readonly<Record<string, unknown>> }
  | { readonly status: number; readonly error: Readonly<Record<string, unknown>> };

/** The state of an intent after a confirm or cancel. */
const goesOn: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  confirm: { status: 'succeeded', amount_received: 4_200 },
  capture: { status: 'succeeded', amount_received: 4_200 },
  cancel: { status: 'canceled', cancellation_reason: 'abandoned' },
};

/** A Stripe with scripted responses. It keeps its intents, so that they can be retrieved. */
export class ScriptedStripe {
  script: Script = { intent: { status: 'succeeded', amount_received: 4_200 } };
  private readonly intents = new Map<string, Intent>();
  private readonly server = createServer((request, response) => void this.take(request, response));

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Changes the intent of the last charge. */
  change(fields: Readonly<Record<string, unknown>>): void {
    const last = [...this.intents.values()].at(-1);
    if (last !== undefined) this.intents.set(last.id, { ...last, ...fields });
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://stripe');
    const [, , , id = '', act = ''] = pathname.split('/');
    const form = new URLSearchParams(await text(request));
    const { status, body } =
      id === '' ? this.atCollection(request.method, form) : { status: 200, body: this.goOn(id, act) };
    response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_scripted' });
    response.end(JSON.stringify(body));
  }

  private atCollection(method: string | undefined, form: URLSearchParams): { status: number; body: object } {
    const list = { object: 'list', has_more: false, data: [...this.intents.values()] };
    if (method === 'GET') return { status: 200, body: list };
    const { script } = this;
    if ('error' in script)
      return { status: script.status, body: { error: { message: 'no', ...script.error } } };
    const intent: Intent = {
      id: `pi_${this.intents.size + 1}`,
      object: 'payment_intent',
      amount: 4_200,
      amount_received: 0,
      currency: 'usd',
      livemode: false,
      last_payment_error: null,
      cancellation_reason: null,
      metadata: metadataIn(form),
      ...script.intent,
    };
    this.intents.set(intent.id, intent);
    return { status: 200, body: intent };
  }

  private goOn(id: string, act: string): object {
    const intent = { ...this.intents.get(id), id, ...goesOn[act] };
    this.intents.set(id, intent);
    return intent;
  }
}

function metadataIn(form: URLSearchParams): Record<string, string> {
  const entries = [...form].map(([name, value]) => [/^metadata\[(\w+)\]$/.exec(name)?.[1], value] as const);
  return Object.fromEntries(entries.flatMap(([name, value]) => (name === undefined ? [] : [[name, value]])));
}
