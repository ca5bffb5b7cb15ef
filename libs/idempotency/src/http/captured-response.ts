import { type FastifyReply } from 'fastify';
import { type Execution } from '../idempotency-keys.ts';
import {
  isRetryableStatus,
  largestStoredBody,
  storableHeaders,
  type StoredResponse,
} from '../operation/stored-response.ts';
import { isFinal } from '../operation/final.ts';
import { Rollback } from '../store/local-transaction.ts';
import { type ResponseEdge } from './response-edge.ts';
import { preferenceApplied, sendStored } from './presented-response.ts';

/**
 * The response of a handler in a transaction: captured as the bytes to send, and committed before the first
 * one leaves.
 */
export class CapturedResponse implements ResponseEdge {
  private readonly capture = Promise.withResolvers<StoredResponse>();
  readonly response = this.capture.promise;
  /** Settles with the transaction; nothing may be sent before. */
  committed: Promise<Execution> | undefined;
  private handler: 'running' | 'returned' | 'threw' | 'threw final' = 'running';
  private handlersStatus = 0;
  private isTaken = false;
  private readonly earlierHeaders: ReturnType<FastifyReply['getHeaders']>;

  constructor(
    private readonly reply: FastifyReply,
    private readonly storedHeaders: readonly string[] = [],
  ) {
    this.earlierHeaders = reply.getHeaders();
    this.response.catch(() => undefined);
  }

  /** True if a response was sent that this one cannot replace, such as that of a deadline. */
  get isOver(): boolean {
    return this.reply.sent && !this.isTaken;
  }

  /** @throws Error if the response was sent in a way that cannot be stored. */
  noteReturned(): void {
    this.handler = 'returned';
    this.handlersStatus = this.reply.statusCode;
    if (!this.isOver) return;
    this.capture.reject(new Rollback());
    throw new Error(
      'a response written to reply.raw cannot be stored, so everything was rolled back: return it instead',
    );
  }

  /** An error is not a response, unless it is `final`. After another response, `send` is not called. */
  noteThrown(error: unknown): void {
    this.handler = isFinal(error) ? 'threw final' : 'threw';
    if (this.isOver) this.capture.reject(new Rollback());
  }

  /**
   * Called when no one waits for the handler any more: a time limit, or a client that has gone. Rolls back
   * whatever it still does.
   */
  abandon(): void {
    if (this.handler === 'running') this.capture.reject(new Rollback());
  }

  /** Commits the response, or rolls everything back. @throws if a success could not be committed. */
  async send(reply: FastifyReply, payload: unknown): Promise<unknown> {
    if (this.isTaken) return payload;
    this.isTaken = true;
    const isRefusal = !this.isFinal(reply.statusCode);
    try {
      if (isRefusal) this.capture.reject(new Rollback());
      else this.capture.resolve(this.responseOf(reply, payload));
      const execution = await this.committed;
      if (execution?.hasWaited === true) preferenceApplied(reply);
      if (execution?.isReplay !== true) return payload;
      // The connection was lost and the key with it, and a duplicate did all the work: its response counts.
      this.discardResponse();
      return sendStored(reply, execution);
    } catch (error) {
      if (isRefusal) return payload;
      this.capture.reject(error);
      await this.committed?.catch(() => undefined);
      this.discardResponse();
      throw error;
    }
  }

  private isFinal(status: number): boolean {
    if (isRetryableStatus(status)) return false;
    switch (this.handler) {
      case 'running': // An error came first, such as a time limit. `responseOf` refuses a success.
        return status < 400;
      case 'returned': // A later error of an interceptor or a serializer is not its response.
        return status < 400 || status === this.handlersStatus;
      case 'threw':
        return false;
      case 'threw final':
        return true;
    }
  }

  private responseOf(reply: FastifyReply, payload: unknown): StoredResponse {
    if (this.handler === 'running')
      throw new Error('a response was sent before the handler returned, so everything was rolled back');
    if (reply.hasHeader('content-encoding'))
      throw new Error('an encoded response cannot be stored: encode it after the hooks of IdempotencyModule');
    const headers = storableHeaders(reply.getHeaders(), this.storedHeaders);
    return { status: reply.statusCode, headers, body: bytesOf(payload) };
  }

  /**
   * Removes every trace of a response that was not committed: no cookie, no location of a resource that does
   * not exist.
   */
  private discardResponse(): void {
    for (const name of Object.keys(this.reply.getHeaders())) void this.reply.removeHeader(name);
    void this.reply.headers(this.earlierHeaders);
  }
}

const instead = 'respond with a link to it';

function bytesOf(payload: unknown): Buffer {
  if (payload === undefined || payload === null) return Buffer.alloc(0);
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload))
    throw new Error(`a stream cannot be stored as a response: ${instead}`);
  const bytes = Buffer.from(payload);
  if (bytes.length <= largestStoredBody) return bytes;
  throw new Error(`a response of ${bytes.length} bytes is too large to store: ${instead}`);
}
