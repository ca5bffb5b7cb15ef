import { type ActiveFault, type ArmedStrike, type Fault, type Strike } from '@holdfast/lab-api';
import { type Customer, type Look, until } from '@holdfast/witness';
import { openInBrowser } from '../open-in-browser.ts';
import { type DemoStack } from './demo-stack.ts';
import { type Presenter } from './presenter.ts';

interface Broken {
  /** After the repair: `payments runs again`. */
  readonly fixed: string;
  readonly fix: () => Promise<void>;
}

export interface StageOptions {
  readonly stack: DemoStack;
  readonly presenter: Presenter;
  /** Aborted when the presenter ends the demo. */
  readonly signal: AbortSignal;
  /** Shows pages in the browser; without it, they are only named. */
  readonly opensPages: boolean;
  /** Written before a command of ours that is shown, for another DATA_DIR: `DATA_DIR=/data `. */
  readonly prefix: string;
}

/** Where the scenes play: it breaks things, checks what happened, and remembers what to fix. */
export class Stage {
  readonly stack: DemoStack;
  readonly presenter: Presenter;
  readonly signal: AbortSignal;
  /** Orders before this moment are not counted. */
  readonly startedAt = Date.now();
  readonly ada: Customer;
  private readonly opensPages: boolean;
  private readonly prefix: string;
  private readonly broken = new Set<Broken>();

  constructor({ stack, presenter, signal, opensPages, prefix }: StageOptions) {
    this.stack = stack;
    this.presenter = presenter;
    this.signal = signal;
    this.opensPages = opensPages;
    this.prefix = prefix;
    this.ada = stack.customer('Ada', signal);
  }

  /** Waits for something before the demo continues. @throws Error if it does not happen in time */
  async sees<T>(sentence: string, look: Look<T>, timeoutMs = 10_000): Promise<void> {
    try {
      await until(sentence, look, { timeoutMs, intervalMs: 100, signal: this.signal });
    } catch (error) {
      const { cause } = error as Error;
      const reason = cause instanceof Error ? `: ${cause.message}` : '';
      throw new Error(`${sentence} (not within ${timeoutMs / 1_000} s${reason})`, { cause: error });
    }
    this.presenter.seen(sentence);
  }

  /** Checks what cannot change any more. `found` is for the error. @throws Error if it is not so */
  checks(sentence: string, isSo: boolean, found: string): void {
    if (!isSo) throw new Error(`${sentence} (${found})`);
    this.presenter.seen(sentence);
  }

  /** Shows a page in the browser if the demo opens pages, and names it in any case. */
  async show(what: string, url: string): Promise<void> {
    this.presenter.print(`${what}: ${url}`);
    const problem = this.opensPages ? await openInBrowser(url) : undefined;
    if (problem !== undefined) this.presenter.print(problem);
  }

  /** Names the command that does the same by hand. */
  byHand(command: string): void {
    this.presenter.print(`By hand: ${this.prefix}${command}`);
  }

  /** Kills these instances of a service; the returned function starts them again. */
  async kill(service: string, names: readonly string[]): Promise<() => Promise<void>> {
    const fix = this.broke(`${service} runs again`, async () => {
      const status = await this.stack.status();
      const down = status.filter(({ name, state }) => names.includes(name) && state === 'down');
      await Promise.all(down.map(({ name }) => this.stack.act('start', name)));
    });
    await Promise.all(names.map((name) => this.stack.act('kill', name)));
    return fix;
  }

  /** Arms a strike. It is removed when the demo ends, if it has not hit by then. */
  async strike(strike: Strike): Promise<{ readonly armed: ArmedStrike; readonly fix: () => Promise<void> }> {
    const armed = await this.stack.lab.strike(strike);
    const fix = this.broke(`nothing waits for ${strike.label ?? 'a message'} any more`, () =>
      this.stack.lab.disarm(armed.strikeId),
    );
    return { armed, fix };
  }

  /** The strike's present state. */
  async strikeNow({ strikeId }: ArmedStrike): Promise<ArmedStrike | undefined> {
    return (await this.stack.lab.strikes()).find((strike) => strike.strikeId === strikeId);
  }

  /** Sets a fault; the returned function clears it. */
  async fault(route: string, fault: Fault): Promise<() => Promise<void>> {
    const set: ActiveFault = await this.stack.lab.fault(route, fault);
    return this.broke(`${route} is as fast as before`, () => this.stack.lab.clear(set.faultId));
  }

  /** Fixes everything that the demo broke, last first. Resolves to what it did, and what it could not. */
  async fixAll(): Promise<{ readonly fixed: string[]; readonly failed: string[] }> {
    const fixed: string[] = [];
    const failed: string[] = [];
    for (const each of [...this.broken].reverse()) {
      try {
        await each.fix();
        fixed.push(each.fixed);
        this.broken.delete(each);
      } catch (error) {
        failed.push(`not fixed: ${each.fixed} (${(error as Error).message})`);
      }
    }
    return { fixed, failed };
  }

  private broke(fixed: string, repair: () => Promise<void>): () => Promise<void> {
    const each: Broken = { fixed, fix: repair };
    this.broken.add(each);
    return async () => {
      await repair();
      this.broken.delete(each);
    };
  }
}
