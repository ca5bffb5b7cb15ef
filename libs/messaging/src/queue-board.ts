import { setTimeout as delay } from 'node:timers/promises';
import {
  type ApiKey,
  ApiKeys,
  edgeErrors,
  pathOf,
  Problem,
  reasonOf,
  scopeMissing,
  sendProblem,
} from '@holdfast/service-defaults';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';
import { fullJitterMs } from './backoff.ts';
import { opsCredential } from './ops-credential.ts';
import { QueueConnection } from './queue-connection.ts';

export interface QueueBoardOptions {
  readonly queue: string;
  readonly url: string;
  /** All keys of the service; those with the scope `ops` open the board. */
  readonly apiKeys: readonly ApiKey[];
  readonly logger: Logger;
}

const prefix = '/ops/queues';

/**
 * The only changes that the board may make: retry a dead letter, or promote a delayed job. Pausing, adding to
 * or emptying a queue would delay or lose promised work; `npm run ops -- dead-letters` removes dead letters.
 */
const mayBeDone = /^\/ops\/queues\/api\/queues\/[^/]+\/(?:[^/]+\/retry|[^/]+\/promote|retry\/failed)$/;

/** A click must not repeat a completed job. */
const retriesOfDeadOnly = { allowRetries: true, allowCompletedRetries: false };

/** The page must not load anything from elsewhere: its fonts would come from a third-party server. */
const contentSecurity =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'; base-uri 'self'; form-action 'none'";
const foreignLink = /<link href="https?:[^>]*>/g;

/**
 * Serves bull-board at `/ops/queues` to API keys with the scope `ops`, as a Bearer token or as the password
 * of HTTP Basic, which browsers can send. Without such a key there is no board, and the log says so. The
 * board is available while the queue server is.
 */
export async function serveQueueBoard(server: FastifyInstance, options: QueueBoardOptions): Promise<void> {
  const { apiKeys, logger } = options;
  if (!apiKeys.some(({ scopes }) => scopes.includes('ops'))) {
    logger.info(`queue board disabled at ${prefix}: no key in API_KEYS has the scope "ops"`);
    return;
  }
  const board = await boardOf(server, options);
  await server.register(async (scope) => {
    guard(scope, new ApiKeys(apiKeys));
    await scope.register(board, { prefix });
  });
}

function guard(scope: FastifyInstance, keys: ApiKeys): void {
  scope.addHook('onRequest', (request, reply, done) => {
    void reply.headers({
      'content-security-policy': contentSecurity,
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    const refusal = refusalOf(request, keys);
    if (refusal === undefined) done();
    else sendProblem(reply, request, refusal);
  });
  scope.addHook('onSend', (_request, reply, payload, done) => {
    done(null, isPage(reply) && typeof payload === 'string' ? payload.replaceAll(foreignLink, '') : payload);
  });
}

function isPage(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type')).startsWith('text/html');
}

function refusalOf(request: FastifyRequest, keys: ApiKeys): Problem | undefined {
  const presented = opsCredential(request.headers.authorization);
  const holder = presented === undefined ? undefined : keys.holderOf(presented);
  if (holder === undefined)
    return new Problem(edgeErrors.unauthorized, 'Log in with an API key of this service as the password.', {
      headers: { 'www-authenticate': 'Basic realm="Holdfast queues", charset="UTF-8"' },
    });
  if (!holder.scopes.includes('ops')) return scopeMissing(['ops']);
  request.caller = holder.caller;
  request.scopes = holder.scopes;
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  // A browser also sends the password with requests that another site's page makes.
  const { 'sec-fetch-site': site = 'same-origin' } = request.headers;
  const isOwn = site === 'same-origin' || site === 'none';
  if (isOwn && request.method === 'PUT' && mayBeDone.test(pathOf(request))) return undefined;
  return new Problem(
    edgeErrors.notAllowedHere,
    'This board can only retry dead letters and promote delayed jobs: see docs/how-to/operate/messages.md.',
  );
}

async function boardOf(server: FastifyInstance, { queue, url, logger }: QueueBoardOptions) {
  // 4 MB of code, loaded only if there is a board.
  const [{ createBullBoard }, { BullMQAdapter }, { FastifyAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullMQAdapter'),
    import('@bull-board/fastify'),
  ]);
  const adapter = new FastifyAdapter().setBasePath(prefix);
  const board = createBullBoard({
    queues: [],
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: `Holdfast: ${queue}`, hideDocsLink: true } },
  });
  const connection = new QueueConnection({ queue, url, logger });
  const closing = new AbortController();
  server.addHook('onClose', async () => {
    closing.abort();
    await connection.close();
  });
  void (async () => {
    for (let attempt = 1; !closing.signal.aborted; attempt++) {
      try {
        board.addQueue(new BullMQAdapter(await connection.get(), retriesOfDeadOnly));
        return;
      } catch (error) {
        logger.debug({ queue }, `queue board not connected yet: ${reasonOf(error)}`);
        await pause(fullJitterMs(attempt), closing.signal);
      }
    }
  })();
  return adapter.registerPlugin();
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
