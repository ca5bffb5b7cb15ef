import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Problem } from '@holdfast/service-defaults';
import {
  type Execution,
  type IdempotencyKeys,
  type IdempotentRequest,
  idempotentRequest,
  jsonResponse,
  problemResponse,
  readKey,
} from '../src/index.ts';

type Received = IncomingMessage & { readonly body: Buffer };
type CallerOf = (received: Received) => string;

const keyed =
  (callerOf: CallerOf, run: (request: IdempotentRequest) => Promise<Execution>) =>
  async (received: Received, reply: ServerResponse): Promise<void> => {
    const { method = '', url = '', headersDistinct, body } = received;
    const [path = '', query = ''] = url.split('?');
    const read = async () => {
      const key = readKey(headersDistinct['idempotency-key'] ?? []);
      return run(idempotentRequest(callerOf(received), key, { method, path, query, body }));
    };
    const refused = (error: unknown) => {
      if (!(error instanceof Problem)) throw error; // Express responds with 500, and the key stays free
      return { response: problemResponse(error, path), isReplay: false };
    };
    const { response, isReplay } = await read().catch(refused);
    const replayed = isReplay ? { 'idempotent-replayed': 'true' } : {};
    reply.writeHead(response.status, { ...response.headers, ...replayed }).end(response.body);
  };

export const writeNote =
  (keys: IdempotencyKeys, callerOf: CallerOf) => (received: Received, reply: ServerResponse) =>
    keyed(callerOf, (request) =>
      keys.transact(request, 'write-note', async (tx) => {
        const { text } = JSON.parse(received.body.toString()) as { text: string };
        const [written] = await tx.query('insert into note (text) values ($1) returning note_id', [text]);
        return jsonResponse(201, written);
      }),
    )(received, reply);
