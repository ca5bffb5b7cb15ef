import { edgeErrors, problemMediaType } from '@holdfast/service-defaults';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Execution } from '../idempotency-keys.ts';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type KeyedRoute } from './keyed-routes.ts';
import { present, sendStored } from './presented-response.ts';
import { type ResponseEdge } from './response-edge.ts';

/** The request that a handler with `@Idempotent()` receives, and by which its result finds the reply. */
export class KeyedRequest implements IdempotentRequest {
  readonly caller: string;
  readonly keyHash: string;
  readonly fingerprint: Buffer;
  readonly keyTime: string | undefined;
  readonly path: string;
  readonly waitMs: number;
  readonly #exchange: KeyedExchange;

  constructor(described: IdempotentRequest, reply: FastifyReply, route: KeyedRoute) {
    this.caller = described.caller;
    this.keyHash = described.keyHash;
    this.fingerprint = described.fingerprint;
    this.keyTime = described.keyTime;
    this.path = described.path;
    this.waitMs = described.waitMs ?? 0;
    this.#exchange = new KeyedExchange(this, reply, route);
    reply.request.responseEdge = this.#exchange;
  }

  /**
   * The exchange of the request among a handler's arguments. Only once: a handler may call another one, whose
   * execution it wants.
   */
  static takeExchange(args: readonly unknown[]): KeyedExchange | undefined {
    for (const arg of args)
      if (typeof arg === 'object' && arg !== null && #exchange in arg) return arg.#exchange.take();
    return undefined;
  }
}

/** From the key of a request to the bytes of its response. */
export class KeyedExchange implements ResponseEdge {
  private isTaken = false;

  constructor(
    private readonly keyed: IdempotentRequest,
    private readonly reply: FastifyReply,
    private readonly route: KeyedRoute,
  ) {}

  take(): this | undefined {
    if (this.isTaken) return undefined;
    this.isTaken = true;
    return this;
  }

  /**
   * Sends the handler's stored or new response byte for byte. Outer interceptors only read the returned
   * body, because they already ran on the original.
   * @throws Error if the handler returned anything else.
   */
  present(result: unknown): string | Buffer {
    if (!isExecution(result))
      throw new Error('a handler with @Idempotent() must return the Execution of keys.execute()');
    const { keyed, route, reply } = this;
    const execution = route.presented(result);
    const remember = route.remember && (() => route.remember?.(reply, keyed, result, execution));
    return present(reply, execution, remember);
  }

  /**
   * A stricter deploy must not change history: a request that validation refuses today is replayed if it was
   * accepted before. While it has no response yet, its client must not take it as refused.
   */
  send(reply: FastifyReply, payload: unknown): unknown {
    return isValidationFailure(reply, payload) ? this.replayInstead(reply, payload) : payload;
  }

  private async replayInstead(reply: FastifyReply, payload: unknown): Promise<unknown> {
    const response = await this.route.keys.replay(this.keyed);
    if (response === undefined) return payload;
    return sendStored(reply, this.route.presented({ response, isReplay: true, hasWaited: false }));
  }
}

/** Set by Nest on a request that a pipe has refused. */
const rejectedByPipes = Symbol.for('nestjs:rejected-by-pipes');

/** Nest's pipes throw 400, and often 422. Of problems, only failed validation counts. */
function isValidationFailure(reply: FastifyReply, payload: unknown): boolean {
  const { request, statusCode } = reply;
  if (![400, 422].includes(statusCode)) return false;
  if ((request as FastifyRequest & { [rejectedByPipes]?: true })[rejectedByPipes] !== true) return false;
  if (!String(reply.getHeader('content-type')).startsWith(problemMediaType)) return true;
  return String(payload).includes(`"code":"${edgeErrors.validationFailed.code}"`);
}

function isExecution(result: unknown): result is Execution {
  return typeof result === 'object' && result !== null && 'response' in result && 'isReplay' in result;
}
