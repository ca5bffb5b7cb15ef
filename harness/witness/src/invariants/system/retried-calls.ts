import { type LabEvent, type Message } from '@holdfast/lab-api';
import { plural } from '@holdfast/engine';
import { type Evidence } from '../evidence.ts';
import { isFaulted, wasAway, wasFaulted } from '../fault-history.ts';

/** Retries of a process, as documented: a tenth of its calls, plus these, in each window. */
const budget = { share: 0.1, perWindow: 10, windowMs: 10_000 };
/** 700 ms: a busy machine reads a response late. */
const slackMs = 700;

/** Of one call, as documented. */
const attempts = 3;

/** Calls that only runs of an operation make, with the database of its keys. */
const allCalls: readonly { readonly route: string; readonly label: RegExp; readonly database: string }[] = [
  { route: 'checkout->payments', label: /^POST \/payments(\/:id\/refunds)?$/, database: 'checkout' },
  { route: 'payments->stripe', label: /^POST \/v1\/(payment_intents|refunds)$/, database: 'payments' },
];

/**
 * A call is sent again only if it failed. Retries also end with the attempts of a call and with the budget of
 * the process.
 */
export function retriedCalls(evidence: Evidence): string[] {
  return allCalls.flatMap(({ route, label, database }) => {
    const runs = runsIn(evidence, database);
    if (runs === undefined || evidence.calledDirectly?.has(route)) return [];
    if (isFaulted(evidence, new RegExp(`^${route}$`), ['duplicate'])) return [];
    const exchanges = withoutKeyChecks(exchangesOn(evidence, route, label));
    const failed = exchanges.filter((each) => mayHaveFailed(evidence, each)).length;
    const retries = Math.min((attempts - 1) * runs, failed, retriesLeft(evidence, exchanges));
    const most = runs + Math.floor(retries);
    if (exchanges.length <= most) return [];
    return [
      `${route} got ${plural(exchanges.length, 'call')} for ${plural(runs, 'run')} and ${plural(failed, 'failure')}; a call is sent again only if it failed, so the limit is ${most}`,
    ];
  });
}

interface Exchange {
  readonly request: Message;
  readonly reply: Message | undefined;
}

function exchangesOn({ events }: Evidence, route: string, calls: RegExp): Exchange[] {
  const messages = events.flatMap((event) =>
    event.type === 'message' && event.message.route === route ? [event.message] : [],
  );
  const replies = new Map(
    messages.filter(({ direction }) => direction === 'response').map((each) => [each.exchange, each]),
  );
  return messages
    .filter(({ direction, label }) => direction === 'request' && calls.test(label))
    .map((request) => ({ request, reply: replies.get(request.exchange) }));
}

/** While the provider rejects the shop's key, payments tries it with empty calls, which are refused. */
function withoutKeyChecks(exchanges: Exchange[]): Exchange[] {
  const isRefused = ({ reply }: Exchange): boolean => /^40[013]/.test(reply?.label ?? '');
  const isKeyRejected = exchanges.some(({ reply }) => /^40[13]/.test(reply?.label ?? ''));
  return isKeyRejected ? exchanges.filter((each) => !isRefused(each)) : exchanges;
}

/**
 * Each claim of a key begins a run, which makes one call for each attempt of a phase. Undefined if the
 * history could only be sampled.
 */
function runsIn({ history }: Evidence, database: string): number | undefined {
  const running = history
    ?.filter((commit) => commit.database === database)
    .flatMap(({ changes }) => changes)
    .flatMap(({ table, before, after }) => (table === 'idempotency_key' ? [before, after] : []))
    .filter((row) => row?.['state'] === 'running')
    .map((row) =>
      JSON.stringify(['key_hash', 'epoch', 'recovery_point', 'attempt'].map((column) => row?.[column])),
    );
  return running && new Set(running).size;
}

/** False only if the caller got a response in time that is not a failure. */
function mayHaveFailed(evidence: Evidence, { request, reply }: Exchange): boolean {
  if (reply === undefined || /^5/.test(reply.label)) return true;
  const { edge, route } = request;
  const patience = evidence.patienceMs?.[route] ?? 0;
  if (reply.at - request.at > Math.max(patience - slackMs, patience / 2)) return true;
  const [caller = ''] = edge.split('->');
  const span = { from: request.at, to: reply.at };
  return (
    wasFaulted(evidence, new RegExp(`^(${edge}|${route})$`), span) ||
    wasAway(evidence, new RegExp(`^${caller}$`), span) ||
    evidence.events.some((event) => hits(event, request) || hits(event, reply))
  );
}

function hits(event: LabEvent, { number }: Message): boolean {
  if (event.type === 'struck') return event.strike.message?.number === number;
  return event.type === 'fault_struck' && event.message === number;
}

function retriesLeft({ acts }: Evidence, exchanges: readonly Exchange[]): number {
  const byEdge = Map.groupBy(exchanges, ({ request }) => request.edge);
  return [...byEdge].reduce((sum, [edge, own]) => {
    const times = own.map(({ request }) => request.at);
    const [caller = ''] = edge.split('->');
    const starts = acts.filter(({ process, act }) => process === caller && /^(re)?start/.test(act)).length;
    // The windows move by a second, so that one more may have begun before.
    const windows = Math.floor((Math.max(...times) - Math.min(...times)) / budget.windowMs) + 2 + starts;
    return sum + budget.share * own.length + budget.perWindow * windows;
  }, 0);
}
