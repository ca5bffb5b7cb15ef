import { type FastifyReply } from 'fastify';
import { z } from 'zod';

/** A refusal by one of the simulator's own routes. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  static unlessValid<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
    const read = schema.safeParse(body ?? {});
    if (read.success) return read.data;
    throw new Refused(400, 'invalid', z.prettifyError(read.error));
  }

  /** The result, or undefined after a refusal was sent. */
  static orElse<T>(reply: FastifyReply, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      void reply.code(error.status).send({ error: { code: error.code, message: error.message } });
      return undefined;
    }
  }
}
