import { type EdgeConfig } from '@holdfast/lab-api';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { edgesOf } from '../lab/edges.ts';
import { labProcess } from '../lab/lab-process.ts';
import { observeOf } from '../lab/observe.ts';
import { Wiring } from '../lab/wiring.ts';
import { type Inbox, openInbox } from '../mail/inbox.ts';
import { AlreadyRunning, stopOrphans } from '../supervisor/orphans.ts';
import { type ManagedProcess } from '../process/managed-process.ts';
import { ControlServer } from '../supervisor/control-server.ts';
import { type Action } from '../supervisor/process-actions.ts';
import { ProcessControl } from '../supervisor/process-control.ts';
import { type ProcessStatus } from '../supervisor/process-status.ts';
import { type ControlAddress, readRunningState, StackRecord } from '../supervisor/stack-state.ts';
import { type StackPlan, Supervisor, type SupervisorEvents } from '../supervisor/supervisor.ts';
import { addressesOf, type StackAddresses } from './addresses.ts';
import { fromBundles, fromCurrentBundles } from './bundled-plan.ts';
import { loopbackUrl, portPlan, unusablePorts } from './ports.ts';
import { allPrograms } from './programs.ts';
import { describeStripe, withoutWebhookSecret } from './real-stripe.ts';
import { type StackSecrets, stackSecrets } from './secrets.ts';
import { chooseServers, type Servers, silentServers, withoutRedis } from './servers.ts';
import { commonEnvironment } from './service-environment.ts';
import { stackServices } from './services.ts';
import { CannotStart, type StackSettings } from './settings.ts';
import { forgetStoredData } from './stored-data.ts';
import { stackPlan } from './topology.ts';

export interface StackOptions {
  /** Deletes databases, queues, emails and the ledger first. Default false. */
  readonly isFresh?: boolean;
  readonly events?: Partial<SupervisorEvents>;
}

/** All of Holdfast on this machine: servers, migrations and services, started and stopped together. */
export class LocalStack {
  settings: StackSettings;
  readonly addresses: StackAddresses;
  /** The lab's edges between processes; empty with the lab off. */
  readonly edges: readonly EdgeConfig[];
  /** Describes Stripe if payments does not use the simulator; set during the start. */
  provider: string | undefined;
  private readonly isFresh: boolean;
  private readonly events: SupervisorEvents;
  private supervisor: Supervisor | undefined;
  private control: ProcessControl | undefined;
  private controlServer: ControlServer | undefined;
  private record: StackRecord | undefined;
  private plan: ((settings: StackSettings) => StackPlan) | undefined;
  private starting: Promise<void> | undefined;
  private stopping: Promise<void> | undefined;

  constructor(settings: StackSettings, { isFresh = false, events = {} }: StackOptions = {}) {
    this.settings = settings;
    this.isFresh = isFresh;
    this.events = { say: () => undefined, ...events };
    this.addresses = addressesOf(settings);
    this.edges = settings.failureLab === 'on' ? edgesOf(settings, chooseServers(settings)) : [];
  }

  /** The lab's control API. Throws if the lab is off. */
  get labUrl(): string {
    return this.addresses['failure-lab'] ?? labIsOff();
  }

  /** The address of a process, around the lab. Throws if no process of this name has one. */
  address(process: string): string {
    const { postgres, redis } = this.addresses;
    const server = { postgres, redis }[process];
    return server ?? loopbackUrl(this.processes.process(process).spec.ports[0]?.port ?? Number.NaN);
  }

  /** The lab's address for an edge: `http://127.0.0.1:3021` for `shopper->checkout`. */
  edgeUrl(name: string): string {
    const found = this.edges.find(({ edge }) => edge === name);
    if (found === undefined)
      throw new Error(`there is no edge ${name}. Known: ${this.edges.map(({ edge }) => edge).join(', ')}`);
    return `${found.protocol}://127.0.0.1:${found.port}`;
  }

  /**
   * Acts on a process by name and resolves to a sentence about it. A started or restarted process is ready
   * then.
   */
  act(action: Action, process: string): Promise<string> {
    return this.processes.act(action, process);
  }

  /** Names of the processes that `act` accepts. */
  get processNames(): readonly string[] {
    return this.processes.services().map(({ spec }) => spec.name);
  }

  /**
   * Replaces `settings.environment`. Affected services are restarted and ready when it resolves; servers and
   * all other services keep running. Throws `ActionRefused` if one does not start.
   */
  async changeEnvironment(environment: StackSettings['environment'] = {}): Promise<void> {
    const { processes, plan } = this;
    const settings = { ...this.settings, environment };
    const changed = (plan?.(settings).processes ?? []).filter(
      ({ kind, name, env }) =>
        kind === 'service' && !isDeepStrictEqual(env, processes.process(name).spec.env),
    );
    this.settings = settings;
    await Promise.all(changed.map((spec) => processes.restartAs(spec)));
  }

  status(): Promise<ProcessStatus[]> {
    return this.processes.status();
  }

  /** A process, to read its pid, state and log. To act on it, use `act`. */
  process(name: string): ManagedProcess {
    return this.processes.process(name);
  }

  get secrets(): StackSecrets {
    return stackSecrets(this.settings.dataDir);
  }

  get inbox(): Inbox {
    return openInbox(this.addresses['mail inbox']);
  }

  /**
   * Resolves when everything is ready. Throws `AlreadyRunning`, `CannotStart` with all problems, or the first
   * failure of a program with its last log lines; then nothing is left running.
   */
  async start(): Promise<void> {
    const { dataDir } = this.settings;
    await stopOrphans(dataDir, this.events.say);
    const services = stackServices(this.settings);
    this.record =
      StackRecord.claim(dataDir, { addresses: this.addresses, services }) ?? this.alreadyRunning();
    try {
      if (this.isFresh) forgetStoredData(dataDir);
      await this.startPlan(chooseServers(this.settings), this.record);
    } catch (error) {
      await this.stop();
      this.controlServer?.close();
      throw error;
    }
  }

  /** Stops everything this stack started, in reverse order. Safe at any time, even during the start. */
  stop(): Promise<void> {
    return (this.stopping ??= this.end((supervisor) => supervisor.stop()));
  }

  /** Kills everything immediately with SIGKILL. */
  kill(): Promise<void> {
    return (this.stopping = this.end((supervisor) => supervisor.kill()));
  }

  private async end(endProcesses: (supervisor: Supervisor) => Promise<void>): Promise<void> {
    this.controlServer?.close();
    if (this.supervisor !== undefined) await endProcesses(this.supervisor);
    // Preparations are over then too, so the data may be deleted.
    await this.starting?.catch(() => undefined);
    this.record?.release();
  }

  private throwIfStopping(): void {
    if (this.stopping !== undefined) throw new Error('stopped while starting');
  }

  private alreadyRunning(): never {
    const state = readRunningState(this.settings.dataDir);
    throw state === undefined ? new Error('Another start was faster: try again.') : new AlreadyRunning(state);
  }

  private async assertFree(plan: StackPlan): Promise<void> {
    const ports = plan.processes.flatMap((process) => process.ports);
    const problems = await Promise.all([unusablePorts(ports), silentServers(this.settings)]);
    if (problems.flat().length > 0) throw new CannotStart(problems.flat());
  }

  private async checkStripe(): Promise<void> {
    const { settings, addresses, edges } = this;
    if (settings.stripe === undefined) return;
    this.provider = await describeStripe(settings.stripe).catch((error: Error) => {
      throw new CannotStart([error.message]);
    });
    if (settings.stripe.webhookSecret !== undefined) return;
    const isLabOn = edges.length > 0;
    const payments = isLabOn ? this.edgeUrl('stripe->payments') : addresses.payments;
    this.events.say(withoutWebhookSecret(`${payments}/webhooks/stripe`));
  }

  private async startPlan(servers: Servers, record: StackRecord): Promise<void> {
    const server = new ControlServer(() => this.processes);
    const address = await server.listen();
    this.controlServer = server;
    this.throwIfStopping();
    this.plan = (settings) => this.planOf(settings, servers, address);
    const plan = this.plan(this.settings);
    await this.assertFree(plan);
    if (servers.redisUrl === undefined) this.events.say(withoutRedis);
    await this.checkStripe();
    this.throwIfStopping();
    const logDir = path.join(this.settings.dataDir, 'logs');
    this.supervisor = new Supervisor(plan, logDir, record, this.events);
    const { processes, signal } = this.supervisor;
    this.control = new ProcessControl({ processes, notOurs: servers.notOurs, signal, say: this.events.say });
    this.starting = this.supervisor.start();
    await this.starting;
    this.throwIfStopping();
    record.listening(address);
  }

  private planOf(settings: StackSettings, servers: Servers, { port, token }: ControlAddress): StackPlan {
    const { secrets, edges, addresses } = this;
    const isLabOn = settings.failureLab === 'on';
    const wiring = new Wiring(edgesOf(settings, servers), isLabOn);
    const lab = labProcess({
      controlPort: portPlan(settings.portBase).failureLab,
      host: '127.0.0.1',
      edges,
      stackControl: `${loopbackUrl(port)}/${token}`,
      observe:
        settings.labObserves === false ? undefined : observeOf({ settings, addresses, servers, secrets }),
      dataDir: settings.dataDir,
      env: commonEnvironment({ settings }),
    });
    const plan = stackPlan({ settings, secrets, servers, wiring }, isLabOn ? lab : undefined);
    if (settings.runsBundles === true) return fromCurrentBundles(plan, allPrograms);
    return settings.programs === undefined ? plan : fromBundles(plan, settings.programs);
  }

  private get processes(): ProcessControl {
    if (this.control === undefined) throw new Error('the stack has not been started');
    return this.control;
  }
}

function labIsOff(): never {
  throw new Error('the failure lab is off: FAILURE_LAB=off');
}
