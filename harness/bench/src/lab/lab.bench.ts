import { cpuSeconds, machineCpuSeconds } from '../measure/cpu-time.ts';
import { disturbance, type Machine, showMachine, thisMachine } from '../measure/machine.ts';
import { median, quantile } from '../measure/statistics.ts';
import { number, table } from '../measure/table.ts';
import { assertReady } from '../needs/needs.ts';
import { type OpenExchange, overHttp, overPostgres, run } from './exchanges.ts';
import { type LabBenchOptions, readOptions } from './lab.options.ts';
import { labProgram, Stage } from './stage.ts';

/** Enough that the lab never waits for work. */
const manyClients = 16;

/** One way to a server: medians of the rounds. */
interface Way {
  readonly label: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** One client, and many. */
  readonly aloneBySecond: number;
  readonly togetherBySecond: number;
  /** CPU time of the lab per exchange, µs; 0 without the lab. */
  readonly labMicros: number;
}

interface LabReport {
  readonly machine: Machine;
  readonly ways: readonly Way[];
}

interface Subject {
  readonly label: string;
  readonly open: OpenExchange;
  readonly port: number;
  /** Of the lab on the way; NaN without one. */
  readonly labPid: number;
}

/** `npm run bench -- lab`: the cost of sending all traffic through the failure lab. */
export async function benchLab(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = readOptions(args);
  assertReady({ postgres: true, programs: [labProgram] });
  const stage = new Stage();
  try {
    say('starting');
    await stage.open();
    const share = watchOthers([stage.labPid, stage.observingLabPid, stage.postgresPid]);
    const ways = await measureWays(stage, options, signal);
    const report: LabReport = { machine: thisMachine(share()), ways };
    console.log(options.isJson ? JSON.stringify(report, null, 2) : show(report));
  } finally {
    await stage.close();
  }
}

function say(what: string): void {
  process.stderr.write(`${what} …\n`);
}

/** Share of the CPU time that was used by neither this process nor these. */
function watchOthers(pids: readonly number[]): () => number {
  const others = (): number => {
    const { user, system } = process.cpuUsage();
    const ours = pids.reduce((sum, pid) => sum + cpuSeconds(pid), (user + system) / 1e6);
    return machineCpuSeconds() - ours;
  };
  const [begun, before] = [performance.now(), others()];
  return () => (others() - before) / (((performance.now() - begun) / 1_000) * thisMachine(NaN).cores);
}

/** Each way has one turn per round, in alternating order. */
async function measureWays(
  stage: Stage,
  { rounds, measuredMs }: LabBenchOptions,
  signal: AbortSignal,
): Promise<Way[]> {
  const postgres = overPostgres(stage.databaseUrl);
  const subjects = [
    ...waysTo('HTTP POST', overHttp, stage.http, stage),
    ...waysTo('SELECT', postgres, stage.postgres, stage),
  ];
  const found = new Map<string, Way[]>(subjects.map(({ label }) => [label, []]));
  for (let round = 0; round < rounds; round += 1) {
    say(`round ${round + 1} of ${rounds}`);
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed())
      found.get(subject.label)?.push(await measureOnce(subject, measuredMs, signal));
  }
  return subjects.map(({ label }) => medianOf(label, found.get(label) ?? []));
}

const waysTo = (
  what: string,
  open: OpenExchange,
  { direct, proxied, observed }: Stage['http'],
  { labPid, observingLabPid }: Stage,
): Subject[] => [
  { label: `${what}, direct`, open, port: direct, labPid: NaN },
  { label: `${what}, through the lab`, open, port: proxied, labPid },
  { label: `${what}, observed`, open, port: observed, labPid: observingLabPid },
];

async function measureOnce(
  { label, open, port, labPid }: Subject,
  measuredMs: number,
  signal: AbortSignal,
): Promise<Way> {
  const alone = await run(open, port, 1, measuredMs, signal);
  const cpu = (): number => (Number.isNaN(labPid) ? 0 : cpuSeconds(labPid));
  const before = cpu();
  const together = await run(open, port, manyClients, measuredMs, signal);
  const labSeconds = cpu() - before;
  return {
    label,
    p50Ms: quantile(alone.latenciesMs, 0.5),
    p99Ms: quantile(alone.latenciesMs, 0.99),
    aloneBySecond: alone.perSecond,
    togetherBySecond: together.perSecond,
    // The CPU time includes the ramp, which is another third of the measured time.
    labMicros: (labSeconds / ((together.latenciesMs.length * 4) / 3)) * 1e6,
  };
}

function medianOf(label: string, ways: readonly Way[]): Way {
  const of = (pick: (way: Way) => number): number => median(ways.map(pick));
  return {
    label,
    p50Ms: of((way) => way.p50Ms),
    p99Ms: of((way) => way.p99Ms),
    aloneBySecond: of((way) => way.aloneBySecond),
    togetherBySecond: of((way) => way.togetherBySecond),
    labMicros: of((way) => way.labMicros),
  };
}

function show({ machine, ways }: LabReport): string {
  const heads = ['', 'p50 ms', 'p99 ms', '1 client/s', `${manyClients} clients/s`, 'lab µs'];
  const rows = ways.map((way) => [
    way.label,
    number(way.p50Ms),
    number(way.p99Ms),
    number(way.aloneBySecond),
    number(way.togetherBySecond),
    number(way.labMicros),
  ]);
  const added = [0, 3].map((at) => {
    const [direct, proxied, observed] = ways.slice(at, at + 3) as [Way, Way, Way];
    const name = direct.label.replace(', direct', '');
    const p50 = number((proxied.p50Ms - direct.p50Ms) * 1_000);
    return `  ${name}: the lab adds ${p50} µs at the median, ${number((proxied.p99Ms - direct.p99Ms) * 1_000)} µs at p99; observing costs it ${number(observed.labMicros - proxied.labMicros)} µs more per exchange`;
  });
  return [
    table([heads, ...rows]),
    added.join('\n'),
    [showMachine(machine), ...disturbance(machine)].join('\n'),
  ].join('\n\n');
}
