import { type FastifyReply, type FastifyRequest } from 'fastify';
import {
  fingerprintOf,
  type IdempotencyKeys,
  type KeyedRequest,
  type StoredAnswer,
} from '../idempotency/idempotency-keys.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { type Answer, type Endpoint, type Scope } from './endpoint.ts';
import { expand, requireShallow } from './expand.ts';
import { Params, parseForm } from './params.ts';
import { cutConnection, keyOf } from './request-faults.ts';
import { visibleToPages } from './publishable-key.ts';
import { errorBody, StripeError, stripeErrors } from './stripe-error.ts';

type Execute = (scope: Scope) => Answer;

/**
 * Runs a request: checks its parameters, claims its key, and commits effect, events and response in one
 * transaction.
 */
export class Executor {
  constructor(
    private readonly ledger: Ledger,
    private readonly keys: IdempotencyKeys,
    private readonly onCommit: () => void,
  ) {}

  async run(endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const form = formOf(request);
    const keyed = keyedRequest(request, form);
    const replay = keyed && this.keys.claim(keyed, this.ledger.clock.now());
    if (replay !== undefined) return this.replay(replay, request, reply);
    try {
      const execute = prepare(endpoint, form, request);
      await holdLatency(request);
      const scope = this.scopeOf(request, keyed);
      if (endpoint.method === 'GET') return this.read(execute, scope, request, reply);
      const answer = await this.commit(execute, scope, request, keyed);
      this.onCommit();
      return send(request, reply, answer, true);
    } finally {
      if (keyed !== undefined) this.keys.release(keyed.key);
    }
  }

  private async replay(
    answer: StoredAnswer,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    await holdLatency(request);
    if (request.strike?.fault === 'error_500_after_effect') throw stripeErrors.unexpected();
    return send(request, reply.header('Idempotent-Replayed', 'true'), answer, true);
  }

  private scopeOf(request: FastifyRequest, keyed: KeyedRequest | undefined): Scope {
    return {
      ledger: this.ledger,
      requestId: request.stripeRequestId,
      idempotencyKey: keyed?.key ?? null,
      at: this.ledger.clock.now(),
    };
  }

  private read(execute: Execute, scope: Scope, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const answer = stored(seenBy(request, execute(scope)), scope);
    if (request.strike?.fault === 'error_500_after_effect') throw stripeErrors.unexpected();
    return send(request, reply, answer, false);
  }

  private commit(
    execute: Execute,
    scope: Scope,
    request: FastifyRequest,
    keyed: KeyedRequest | undefined,
  ): Promise<StoredAnswer> {
    return this.ledger.commits.commit(() => {
      const decided = seenBy(request, this.decide(execute, scope));
      const isLost = request.strike?.fault === 'error_500_after_effect';
      const answer = stored(isLost ? refusalOf(stripeErrors.unexpected(), scope) : decided, scope);
      if (keyed !== undefined) this.keys.store(keyed, answer, scope.at);
      return answer;
    });
  }

  /** An error during execution is stored like any response, and leaves nothing else behind. */
  private decide(execute: Execute, scope: Scope): Answer {
    try {
      return this.ledger.savepoint(() => execute(scope));
    } catch (error) {
      if (error instanceof StripeError) return refusalOf(error, scope);
      throw error;
    }
  }
}

function prepare(endpoint: Endpoint, form: ReturnType<typeof parseForm>, request: FastifyRequest): Execute {
  const params = new Params(form);
  const paths = params.texts('expand');
  requireShallow(paths);
  const { id = '' } = request.params as { id?: string };
  const execute = endpoint.prepare(params, id, request.keyKind);
  params.rejectUnknown();
  return (scope) => {
    const answer = execute(scope);
    return answer.status < 400 ? { ...answer, body: expand(answer.body, paths, scope.ledger) } : answer;
  };
}

function formOf(request: FastifyRequest): ReturnType<typeof parseForm> {
  if (request.method !== 'POST') return parseForm(request.url.split('?', 2)[1] ?? '');
  return (request.body as ReturnType<typeof parseForm> | undefined) ?? {};
}

function keyedRequest(request: FastifyRequest, form: object): KeyedRequest | undefined {
  const key = keyOf(request);
  if (key === undefined) return undefined;
  const path = request.url.split('?', 1)[0] ?? '';
  // A page that guesses a key of the shop's server must not get the server's response.
  const endpoint = request.keyKind === 'publishable' ? `${path} (publishable key)` : path;
  return { key, endpoint, fingerprint: fingerprintOf(form) };
}

function seenBy(request: FastifyRequest, answer: Answer): Answer {
  return request.keyKind === 'publishable' ? visibleToPages(answer) : answer;
}

function stored(answer: Answer, scope: Scope): StoredAnswer {
  return { status: answer.status, body: JSON.stringify(answer.body, null, 2), requestId: scope.requestId };
}

function refusalOf(error: StripeError, scope: Scope): Answer {
  return { status: error.status, body: errorBody(error.detail, scope.requestId, scope.at) };
}

async function holdLatency({ strike }: FastifyRequest): Promise<void> {
  if (strike?.fault === 'latency') await strike.hold(strike.ms);
}

/** `Stripe-Should-Retry: false`: the response is final; a retry would get the same one. */
function send(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: StoredAnswer,
  isFinal: boolean,
): FastifyReply {
  if (request.strike?.fault === 'drop_answer_after_effect') {
    cutConnection(request, reply);
    return reply;
  }
  if (isFinal) reply.headers({ 'Original-Request': answer.requestId, 'Stripe-Should-Retry': 'false' });
  return reply.code(answer.status).type('application/json').send(answer.body);
}
