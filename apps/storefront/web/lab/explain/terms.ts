/** A word of the trade, with one sentence for people who do not know it. */
export interface Term {
  readonly name: string;
  readonly pattern: RegExp;
  readonly sentence: string;
}

const term = (name: string, pattern: RegExp, sentence: string): Term => ({ name, pattern, sentence });

export const terms: readonly Term[] = [
  term(
    'half-open',
    /half-open/i,
    'A half-open breaker lets one call through as a test, and refuses the others.',
  ),
  term(
    'breaker',
    /breaker/i,
    'A breaker stops calls to a service that keeps failing, so that callers do not wait for it.',
  ),
  term('probe', /probe/i, 'A probe is the one call that tests whether the service works again.'),
  term(
    'fail fast',
    /fails? fast/i,
    'To fail fast is to refuse a call immediately instead of waiting for a timeout.',
  ),
  term('trip', /trips?\b/i, 'A breaker trips when it opens.'),
  term(
    'retries left',
    /retries left/i,
    'Retries come from a budget, a tenth of all calls, so that they cannot become the outage.',
  ),
  term(
    'jitter',
    /jitter/i,
    'Jitter makes pauses a little random, so that clients do not all retry at the same moment.',
  ),
  term(
    'replay',
    /replay(?:s|ed)?/i,
    'A replay is the stored response to an earlier request with the same key.',
  ),
  term(
    'idempotency key',
    /idempotency keys?/i,
    'An idempotency key names one operation, so that a repeated request has no second effect.',
  ),
  term(
    'outbox',
    /outbox(?:es)?/i,
    'An outbox is a table that stores messages in the same commit as the change they announce.',
  ),
  term(
    'queue',
    /queues?\b/i,
    'A queue keeps jobs until a worker takes them, even if the worker is down right now.',
  ),
  term(
    'cache',
    /cached?\b/i,
    'A cache keeps the last good response, to be shown with its age when no fresh one is available.',
  ),
  term('webhook', /webhooks?/i, 'A webhook is a request by which Stripe reports what happened to a payment.'),
  term(
    'timeout',
    /timeouts?|timed out/i,
    'A timeout ends the wait for a response. The request may have done its work.',
  ),
  term(
    'black hole',
    /black hole/i,
    'In a black hole, messages vanish without an error: the caller only notices that nothing returns.',
  ),
  term('degraded', /degraded/i, 'A degraded service works, but without one of its dependencies.'),
];

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  /** `after`: punctuation that stays on its line. */
  | { readonly kind: 'term'; readonly text: string; readonly term: Term; readonly after: string };

/** The text, cut at the first mention of each term. Joined, the pieces are the text. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { term, start, mention } of mentionsIn(text)) {
    if (start < end) continue;
    if (start > end) pieces.push({ kind: 'text', text: text.slice(end, start) });
    end = start + mention.length;
    const after = /^[,.:;)]*/.exec(text.slice(end))?.[0] ?? '';
    pieces.push({ kind: 'term', text: mention, term, after });
    end += after.length;
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) });
  return pieces;
}

interface Mention {
  readonly term: Term;
  readonly start: number;
  readonly mention: string;
}

/** From the left; of two that begin together, the longer one first. */
function mentionsIn(text: string): readonly Mention[] {
  return terms
    .flatMap((each): Mention[] => {
      const match = each.pattern.exec(text);
      return match === null ? [] : [{ term: each, start: match.index, mention: match[0] }];
    })
    .toSorted((one, other) => one.start - other.start || other.mention.length - one.mention.length);
}
