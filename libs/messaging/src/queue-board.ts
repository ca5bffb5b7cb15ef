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
  /** Every key of the service; the board opens to those with the scope `ops`. */
  readonly apiKeys: readonly ApiKey[];
  readonly logger: Logger;
}

const prefix = '/ops/queues';

/**
 * What the board may change: it tries a dead letter again, or does not wait for the next attempt. Pausing a queue, adding to it and emptying it
 * would hold up or lose what others were promised; `npm run dead-letters` removes what should be.
 */
const mayBeDone = /^\/ops\/queues\/api\/queues\/[^/]+\/(?:[^/]+\/retry|[^/]+\/promote|retry\/failed)$/;

/** What was handled is not handled again for a slip of the mouse. */
const retriesOfDeadOnly = { allowRetries: true, allowCompletedRetries: false };

/** The page has no business outside: its fonts would come from a server of somebody else. */
const contentSecurity =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'; base-uri 'self'; form-action 'none'";
const foreignLink = /<link href="https?:[^>]*>/g;

/**
 * Serves bull-board at `/ops/queues`, to API keys with the scope `ops`: as a Bearer token, or as the password of HTTP Basic, which is what a
 * browser can send. Without such a key there is no board, and the log says so. The board comes and goes with the queue server.
 */
export async function serveQueueBoard(server: FastifyInstance, options: QueueBoardOptions): Promise<void> {
  const { apiKeys, logger } = options;
  if (!apiKeys.some(({ scopes }) => scopes.includes('ops'))) {
    logger.info(`no board of the queues at ${prefix}: no key in API_KEYS has the scope "ops"`);
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
  // A browser sends the password along whoever's page asks it to.
  const { 'sec-fetch-site': site = 'same-origin' } = request.headers;
  const isOwn = site === 'same-origin' || site === 'none';
  if (isOwn && request.method === 'PUT' && mayBeDone.test(pathOf(request))) return undefined;
  return new Problem(
    edgeErrors.notAllowedHere,
    'The board retries dead letters and promotes delayed jobs, and changes nothing else: see docs/how-to/operate/messages.md.',
  );
}

async function boardOf(server: FastifyInstance, { queue, url, logger }: QueueBoardOptions) {
  // Loaded only where there is a board: 4 MB of code.
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
        logger.debug({ queue }, `the board has no queue yet: ${reasonOf(error)}`);
        await pause(fullJitterMs(attempt), closing.signal);
      }
    }
  })();
  return adapter.registerPlugin();
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
