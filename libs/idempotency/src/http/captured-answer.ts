import { isError } from '@holdfast/service-defaults';
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { type Answer, largestStoredBody, storableHeaders } from '../operation/answer.ts';
import { Rollback } from '../store/local-transaction.ts';

const finalErrors = new WeakSet<object>();

/**
 * Marks an error as the operation's final answer: whatever the filters make of it is stored and replayed, with everything the
 * handler wrote. `throw final(new ConflictException('sold out'))`
 */
export function final<E extends Error>(error: E): E {
  finalErrors.add(error);
  return error;
}

/** The answer of a handler, taken at the edge as the bytes that go out. */
export class CapturedAnswer {
  private readonly capture = Promise.withResolvers<Answer>();
  readonly answer = this.capture.promise;
  /** Settles with the transaction: nothing may leave before. */
  isCommitted: Promise<unknown> = Promise.resolve();
  private thrown: unknown;
  private isTaken = false;

  constructor(private readonly storedHeaders: readonly string[] = []) {
    this.answer.catch(() => undefined);
  }

  /** What a handler throws is no answer, unless it is `final`. */
  noteThrown(error: unknown): void {
    this.thrown = error;
  }

  /** Commits the answer, or undoes everything. Rejects when a final answer could not be committed: then it must not leave. */
  async take(reply: FastifyReply, payload: unknown): Promise<void> {
    if (this.isTaken) return;
    this.isTaken = true;
    if (!this.isFinal(reply.statusCode)) {
      this.capture.reject(new Rollback());
      await this.isCommitted.catch(() => undefined);
      return;
    }
    try {
      const headers = storableHeaders(reply.getHeaders(), this.storedHeaders);
      this.capture.resolve({ status: reply.statusCode, headers, body: bytesOf(payload) });
    } catch (error) {
      this.capture.reject(error);
    }
    await this.isCommitted;
  }

  private isFinal(status: number): boolean {
    if (this.thrown === undefined) return status < 500;
    return isError(this.thrown) && finalErrors.has(this.thrown);
  }
}

function bytesOf(payload: unknown): Buffer {
  if (payload === undefined || payload === null) return Buffer.alloc(0);
  const isText = typeof payload === 'string';
  if (!isText && !Buffer.isBuffer(payload))
    throw new Error('a stream cannot be stored as an idempotent answer: use execute() and referTo()');
  const bytes = isText ? Buffer.from(payload) : payload;
  if (bytes.length > largestStoredBody)
    throw new Error(
      `an answer of ${bytes.length} bytes is too large to be stored: use execute() and referTo()`,
    );
  return bytes;
}

/** Commits before the first byte leaves: the last hook before sending sees exactly what is sent. */
export function captureAnswers(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply, payload) => {
    await request.capturedAnswer?.take(reply, payload);
    return payload;
  });
}
