/** One response as the client got it, or the failure of the attempt. */
export interface CustomerResponse {
  readonly shopper: string;
  /** The process that was called past the lab, and meets none of its faults. Default: through the lab. */
  readonly pastLabTo?: string;
  /** Start and end of the attempt in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** For so much of that time, the client's process could read nothing, on a busy machine. Default: 0. */
  readonly ownDelayMs?: number;
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
  /** The exact body. */
  readonly sent: string | null;
  /** Additional request headers in lower case, such as `authorization`. */
  readonly sentHeaders?: Readonly<Record<string, string>>;
  /** The deadline in the request, or null. */
  readonly deadlineMs: number | null;
  /** 0 if there was no response: see `failure`. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly failure: string | null;
  /** The timeout of a client that gave up. On a busy machine, its timer may fire later. */
  readonly gaveUpAfterMs?: number;
}
