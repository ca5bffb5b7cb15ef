import { type IncomingMessage, type ServerResponse } from 'node:http';
import { edgeErrors, Problem } from '@holdfast/service-defaults';
import {
  type Execution,
  type IdempotencyKeys,
  type IdempotentRequest,
  idempotentRequest,
  jsonResponse,
  problemResponse,
  readKey,
} from '../src/index.ts';

type Received = IncomingMessage & { readonly body?: unknown; readonly originalUrl?: string };
type CallerOf = (received: Received) => string;

const keyed =
  (callerOf: CallerOf, run: (request: IdempotentRequest, body: Buffer) => Promise<Execution>) =>
  async (received: Received, reply: ServerResponse): Promise<void> => {
    // Express leaves the path of the router out of `url`: a key would be that of every router's route.
    const { method = '', url = '', originalUrl = url, headersDistinct, body } = received;
    const [path = '', query = ''] = originalUrl.split('?');
    const read = async () => {
      if (!Buffer.isBuffer(body))
        throw new Problem(edgeErrors.unsupportedMediaType, 'Send application/json.');
      const key = readKey(headersDistinct['idempotency-key'] ?? []);
      return run(idempotentRequest(callerOf(received), key, { method, path, query, body }), body);
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
    keyed(callerOf, (request, body) =>
      keys.transact(request, 'write-note', async (tx) => {
        const { text } = JSON.parse(body.toString()) as { text: string };
        const [written] = await tx.query('insert into note (text) values ($1) returning note_id', [text]);
        return jsonResponse(201, written);
      }),
    )(received, reply);
