import path from 'node:path';
import { type Inbox, openInbox } from '../mail/inbox.ts';
import { AlreadyRunning, endLeftovers } from '../supervisor/leftovers.ts';
import { ControlServer } from '../supervisor/control-server.ts';
import { readRunningState, StackRecord } from '../supervisor/stack-state.ts';
import { type StackPlan, Supervisor, type SupervisorEvents } from '../supervisor/supervisor.ts';
import { addressesOf, type StackAddresses } from './addresses.ts';
import { busyPorts } from './ports.ts';
import { type StackSecrets, stackSecrets } from './secrets.ts';
import { chooseServers, type Servers, silentServers, withoutRedis } from './servers.ts';
import { CannotStart, type StackSettings } from './settings.ts';
import { forgetStoredData } from './stored-data.ts';
import { stackPlan } from './topology.ts';

export interface StackOptions {
  /** Forgets databases, queues, mails and the ledger first. Default false. */
  readonly isFresh?: boolean;
  readonly events?: Partial<SupervisorEvents>;
}

/** The whole of Holdfast on this machine: servers, migrations and services, started and ended together. */
export class LocalStack {
  readonly settings: StackSettings;
  readonly addresses: StackAddresses;
  private readonly isFresh: boolean;
  private readonly events: SupervisorEvents;
  private supervisor: Supervisor | undefined;
  private control: ControlServer | undefined;
  private record: StackRecord | undefined;
  private stopping: Promise<void> | undefined;

  constructor(settings: StackSettings, { isFresh = false, events = {} }: StackOptions = {}) {
    this.settings = settings;
    this.isFresh = isFresh;
    this.events = { say: () => undefined, ...events };
    this.addresses = addressesOf(settings);
  }

  get secrets(): StackSecrets {
    return stackSecrets(this.settings.dataDir);
  }

  get inbox(): Inbox {
    return openInbox(this.addresses['mail inbox']);
  }

  /**
   * Resolves when everything is ready. Throws `AlreadyRunning`, `CannotStart` with all that is in the way, or the first
   * failure of a program with its last log lines; nothing is left running then.
   */
  async start(): Promise<void> {
    const { dataDir } = this.settings;
    await endLeftovers(dataDir, this.events.say);
    this.record = StackRecord.claim(dataDir, this.addresses) ?? this.alreadyRunning();
    try {
      if (this.isFresh) forgetStoredData(dataDir);
      const servers = chooseServers(this.settings);
      const plan = stackPlan({ settings: this.settings, secrets: this.secrets, servers });
      await this.assertFree(plan);
      if (servers.redisUrl === undefined) this.events.say(withoutRedis);
      await this.startPlan(plan, servers, this.record);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Ends everything this stack started, in reverse order. Safe to call at any time, also while it starts. */
  stop(): Promise<void> {
    return (this.stopping ??= this.end((supervisor) => supervisor.stop()));
  }

  /** Ends everything at once with SIGKILL. */
  kill(): Promise<void> {
    return (this.stopping = this.end((supervisor) => supervisor.kill()));
  }

  private async end(endProcesses: (supervisor: Supervisor) => Promise<void>): Promise<void> {
    this.control?.close();
    if (this.supervisor !== undefined) await endProcesses(this.supervisor);
    this.record?.release();
  }

  private throwIfStopping(): void {
    if (this.stopping !== undefined) throw new Error('stopped while starting');
  }

  private alreadyRunning(): never {
    const state = readRunningState(this.settings.dataDir);
    throw state === undefined
      ? new Error('Another start got here first: try again.')
      : new AlreadyRunning(state);
  }

  private async assertFree(plan: StackPlan): Promise<void> {
    const ports = plan.processes.flatMap((process) => process.ports);
    const problems = await Promise.all([busyPorts(ports), silentServers(this.settings)]);
    if (problems.flat().length > 0) throw new CannotStart(problems.flat());
  }

  private async startPlan(plan: StackPlan, { notOurs }: Servers, record: StackRecord): Promise<void> {
    this.throwIfStopping();
    this.supervisor = new Supervisor(plan, path.join(this.settings.dataDir, 'logs'), record, this.events);
    await this.supervisor.start();
    this.throwIfStopping();
    const { processes, signal } = this.supervisor;
    this.control = new ControlServer({ processes, notOurs, signal, say: this.events.say });
    record.listening(await this.control.listen());
  }
}
