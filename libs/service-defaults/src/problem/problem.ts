/** A kind of refusal. `code` is stable and names the page `docs/problems/<code>.md`; `title` never varies. */
export interface ProblemKind {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

export interface ProblemOptions {
  /** Extra members for the body that help the client. They must not contain secrets. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Whole seconds, sent as `retryAfterSeconds` and as the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Logged, never sent to the client. */
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

/** The media type of every error response (RFC 9457). */
export const problemMediaType = 'application/problem+json';

/** A refusal. Thrown anywhere below a route, it becomes an `application/problem+json` response. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly options: ProblemOptions;

  /** `detail` describes this occurrence in plain English and is sent to the client. */
  constructor(kind: ProblemKind, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Problem';
    this.kind = kind;
    this.options = options;
  }

  /** The response headers, including `Retry-After`. */
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
