import { consumers } from '@holdfast/local-stack';
import { now, pause } from '@holdfast/witness';
import { type System } from '../system/system.ts';

/** A gauge of one process, and what it must show by the ledgers. */
interface Expected {
  /** `messaging_dead_letters{queue="email"` */
  readonly series: string;
  readonly value: number;
}

type Asked = Pick<System, 'ask' | 'query'>;
type DeadLetters = () => Promise<Readonly<Record<string, number>>>;

const deadRows = 'select count(*)::int as count from outbox where dead_at is not null';
const openDisputes = `
  select open.status, count(d.dispute_id)::int as count
  from (values ('inquiry'), ('needs_response'), ('under_review')) open (status)
  left join dispute d on d.status = open.status group by open.status`;
const awaitingEvidence = `
  select count(*)::int as count from dispute
  where status in ('inquiry', 'needs_response', 'under_review') and evidence_due_by > clock_timestamp()`;
const actionableWarnings = `
  select count(*)::int as count from early_fraud_warning
  where actionable and created_at > clock_timestamp() - interval '7 days'`;

/** These have an outbox. */
const publishers = ['checkout', 'payments'];

/** 15 s: the slowest meter looks every 10 s. A gauge that is right is not waited for. */
const usualPatienceMs = 15_000;
const pauseMs = 250;

/**
 * Lists the gauges that do not show what the ledgers have, after `patienceMs`: dead letters, dead rows of
 * outboxes, open disputes, those that await evidence, and fraud warnings to act on. Those of earlier
 * scenarios are included.
 */
export async function measuredAtRest(
  system: Asked,
  processes: readonly string[],
  deadLetters: DeadLetters,
  signal: AbortSignal,
  patienceMs = usualPatienceMs,
): Promise<readonly string[]> {
  const giveUpAt = now() + patienceMs;
  const wrong = await Promise.all(
    processes.map(async (name) => {
      for (;;) {
        const expected = await expectedOf(system, name.replace(/-\d+$/, ''), deadLetters);
        if (expected.length === 0) return [];
        const { status, text } = await system.ask(name, '/metrics', { signal });
        // A service of another shop may have no metrics.
        if (status === 404) return [];
        const wrong = expected.filter(({ series, value }) => shownIn(text, series) !== value);
        if (wrong.length === 0) return [];
        if (now() > giveUpAt) return wrong.map((each) => sentence(name, each, text));
        await pause(pauseMs, signal);
      }
    }),
  );
  return wrong.flat();
}

const none: Readonly<Record<string, number>> = {};

async function expectedOf(system: Asked, service: string, deadLetters: DeadLetters): Promise<Expected[]> {
  const isConsumer = consumers.some((consumer) => consumer === service);
  const ofService = async (has: boolean, sql: string): Promise<readonly Row[]> =>
    has ? await system.query(service, sql) : [];
  const isPayments = service === 'payments';
  const [dead, outbox, disputes, evidence, warnings] = await Promise.all([
    isConsumer ? deadLetters() : none,
    ofService(publishers.includes(service), deadRows),
    ofService(isPayments, openDisputes),
    ofService(isPayments, awaitingEvidence),
    ofService(isPayments, actionableWarnings),
  ]);
  return [
    ...Object.entries(dead)
      .filter(([queue]) => queue === service)
      .map(([queue, value]) => ({ series: `messaging_dead_letters{queue="${queue}"`, value })),
    ...shownAs('outbox_dead_rows{', outbox),
    ...disputes.flatMap((row) => shownAs(`payments_disputes_open{status="${String(row['status'])}"`, [row])),
    ...shownAs('payments_disputes_awaiting_evidence{', evidence),
    ...shownAs('payments_fraud_warnings_actionable{', warnings),
  ];
}

type Row = Readonly<Record<string, unknown>>;

const shownAs = (series: string, rows: readonly Row[]): Expected[] =>
  rows.map(({ count }) => ({ series, value: Number(count) }));

/** Undefined if the page does not have it: a queue that did not respond in time is not shown. */
function shownIn(page: string, series: string): number | undefined {
  const line = page.split('\n').find((each) => each.startsWith(series));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

function sentence(name: string, { series, value }: Expected, page: string): string {
  const gauge = series.replace(/\{$/, '').replace(/"$/, '"}');
  return `${name} shows ${shownIn(page, series) ?? 'nothing'} as ${gauge}, but the ledgers have ${value}`;
}
