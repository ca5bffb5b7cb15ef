/** A kind of refusal. `code` is stable and names the page `docs/problems/<code>.md`; `title` never varies. */
export interface ProblemKind {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

export interface ProblemOptions {
  /** Members that help the caller act, added to the body as they are. They must not hold secrets. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Whole seconds; sent as `retryAfterSeconds` and as the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Goes to the log, never to the caller. */
  readonly cause?: unknown;
}

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly traceId: string;
  readonly [extension: string]: unknown;
}

/** The media type of every error answer (RFC 9457). */
export const problemMediaType = 'application/problem+json';

/** A refusal at the edge. Thrown anywhere below a route, it becomes an `application/problem+json` answer. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly options: ProblemOptions;

  /** `detail` is plain English for the caller about this occurrence; it reaches the client. */
  constructor(kind: ProblemKind, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Problem';
    this.kind = kind;
    this.options = options;
  }

  /** The headers that belong to the answer, `Retry-After` included. */
  get headers(): Record<string, string> {
    const { headers, retryAfterSeconds } = this.options;
    return {
      ...headers,
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    };
  }

  body(occurrence: { instance: string; traceId: string }): ProblemBody {
    const { extensions, retryAfterSeconds } = this.options;
    return {
      type: `urn:holdfast:problem:${this.kind.code}`,
      title: this.kind.title,
      status: this.kind.status,
      detail: this.message,
      instance: occurrence.instance,
      code: this.kind.code,
      traceId: occurrence.traceId,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      ...extensions,
    };
  }
}
