import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalStack, repositoryRoot } from '@holdfast/local-stack';
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { type AddBench, jsonOption, print, say, wholeNumber } from '../command-line.ts';
import { watchOthers } from '../measure/cpu-time.ts';
import { thisMachine } from '../measure/machine.ts';
import { serviceNames } from '../measure/process-names.ts';
import { variedBasket } from '../measure/orders/basket.ts';
import { OrderPacer } from '../measure/orders/pace-orders.ts';
import { placeOrders } from '../measure/orders/place-orders.ts';
import {
  benchDataDir,
  checkoutPort,
  removeBenchStack,
  startBenchStack,
} from '../measure/stack/bench-stack.ts';
import { KeptDataReader } from '../measure/stack/kept-data.ts';
import { liveMemory, probeEnvironment } from '../measure/stack/live-memory.ts';
import { stackCpuSeconds } from '../measure/stack/processes.ts';
import { WorkReader } from '../measure/stack/work-left.ts';
import { SampleTaker } from './sample-taker.ts';
import { showSoak, type SoakReport } from './soak.report.ts';
import { type Evidence, type LiveReading } from './verdict.ts';

/** Enough that the slowest process never waits for work. */
const clients = 32;
/** Node compiles its hot functions within a few hundred orders. */
const warmUpOrders = 500;
const capacityOrders = 600;
/** The fewest intervals that show a trend. */
const fewestSamples = 6;

interface SoakOptions {
  readonly minutes: number;
  /** Share of the measured capacity, above 0 and below 1. */
  readonly load: number;
}

function shareIn(text: string): number {
  const share = Number(text);
  if (share > 0 && share < 1) return share;
  throw new InvalidArgumentError('It must be a share of the capacity between 0 and 1.');
}

/** `npm run bench -- soak`: a steady load for minutes, and whether anything grows under it. */
export const addSoak: AddBench = (bench, signal) =>
  bench
    .command('soak')
    .description('A steady load for minutes, and what grows under it. Needs a Redis server.')
    .option('--minutes <count>', 'how long', wholeNumber(1), 10)
    .option('--load <share>', 'share of what the machine sustains', shareIn, 0.7)
    .addOption(jsonOption)
    .action(async (options) => print(await soak(options, signal), options.json, showSoak));

async function soak(options: SoakOptions, signal: AbortSignal): Promise<SoakReport> {
  say('starting');
  const folder = path.join(repositoryRoot, benchDataDir, 'memory');
  const stack = await startBenchStack({
    environment: Object.fromEntries(serviceNames.map((name) => [name, probeEnvironment(folder)])),
  });
  try {
    return await new Soak(stack, folder, signal).run(options);
  } finally {
    await removeBenchStack(stack);
  }
}

class Soak {
  private readonly work: WorkReader;

  constructor(
    private readonly stack: LocalStack,
    private readonly folder: string,
    private readonly signal: AbortSignal,
  ) {
    this.work = new WorkReader(stack);
  }

  async run({ minutes, load }: SoakOptions): Promise<SoakReport> {
    const kept = await KeptDataReader.open(this.stack);
    try {
      const capacity = await this.capacity();
      const pace = capacity * load;
      say(`${minutes} minutes with ${pace.toFixed(1)} orders/s`);
      const others = watchOthers(() => stackCpuSeconds(this.stack));
      const evidence = await this.underLoad(kept, pace, minutes);
      return { machine: thisMachine(others()), capacity, pace, ...evidence };
    } finally {
      await kept.close();
      await this.work.close();
    }
  }

  /** Orders per second that are completely done, under full load. */
  private async capacity(): Promise<number> {
    say('warming up');
    await this.placeAndDrain(warmUpOrders);
    say('measuring the capacity');
    const begun = performance.now();
    await this.placeAndDrain(capacityOrders);
    return capacityOrders / ((performance.now() - begun) / 1_000);
  }

  private async placeAndDrain(orders: number): Promise<void> {
    const { stack, signal } = this;
    await placeOrders({ port: checkoutPort(stack), orders, clients, next: variedBasket, signal });
    await this.work.untilDrained(this.signal);
  }

  private async underLoad(kept: KeptDataReader, pace: number, minutes: number): Promise<Evidence> {
    const { stack, work, signal } = this;
    const live = [await this.live(0)];
    const sentBefore = await work.sentEmails();
    const pacer = new OrderPacer(checkoutPort(stack), pace, variedBasket);
    const taker = new SampleTaker(stack, work, kept, pacer);
    const intervals = Math.max(fewestSamples, minutes);
    try {
      for (let interval = 1; interval <= intervals; interval += 1) {
        await taker.readEverySecond((minutes * 60_000 * interval) / intervals, signal);
        await taker.take();
        if (interval === Math.ceil(intervals / 2))
          live.push(await taker.between(() => this.liveAtRest(pacer.placed)));
        say(`${interval} of ${intervals}`);
      }
    } finally {
      await pacer.stop();
    }
    return {
      samples: taker.samples,
      live: [...live, await this.liveAtRest(pacer.placed)],
      refused: Object.fromEntries(pacer.others),
      receipts: (await work.sentEmails()) - sentBefore,
      orders: pacer.placed,
    };
  }

  /** A collection stops a service for a second, in which orders would pile up. */
  private async liveAtRest(orders: number): Promise<LiveReading> {
    await this.work.untilDrained(this.signal);
    return this.live(orders);
  }

  /** Twice, with a second in between: timers and finalizers let go of more. */
  private async live(orders: number): Promise<LiveReading> {
    await liveMemory(this.stack, this.folder);
    await sleep(1_000, undefined, { signal: this.signal });
    return { orders, byService: await liveMemory(this.stack, this.folder) };
  }
}
