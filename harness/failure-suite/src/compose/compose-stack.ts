import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Action, portPlan, type SocketCheck } from '@holdfast/local-stack';
import { OwnerProcess } from '../system/owner-process.ts';
import { type Reach, type Stack, type StackAction, AppliedFaults } from '../system/stack.ts';
import { type StageProcess, until } from '@holdfast/witness';
import { composeFilePath, secondCopiesPath } from './can-run.ts';
import { composeEnvironment, composeFile, containers, type Environments, ingress } from './compose-file.ts';
import { type ComposeIsUp, type ComposeProject, type ToComposeOwner } from './compose-messages.ts';
import { docker } from './docker.ts';
import { awaitResponse } from './is-ready.ts';
import { labConfig, ingressConfig } from './lab-configs.ts';
import { aliasesIn, networksIn, bypasses } from './networks.ts';
import { statesIn } from './container-states.ts';
import { reachOf } from './reach.ts';
import { serviceThatEnded } from './watch-deaths.ts';

const program = path.join(import.meta.dirname, `compose.program${path.extname(import.meta.filename)}`);

/**
 * 60 s, as for processes: a service is ready within 2 s, and within 13 s on two cores with a load of 25
 * (measured).
 */
const readyTimeoutMs = 60_000;

const commands: Readonly<Record<Action, readonly string[]>> = {
  kill: ['kill', '--signal', 'SIGKILL'],
  stop: ['stop'],
  start: ['start'],
  restart: ['restart'],
  pause: ['pause'],
  resume: ['unpause'],
};

/** A container's aliases in each network before it was cut off. */
type Aliases = ReadonlyMap<string, readonly string[]>;

export interface ComposeSettings {
  readonly portBase: number;
  /** Overrides the settings of docker-compose.yml. */
  readonly environments: Environments;
  /** The environment of docker. */
  readonly processEnvironment: Readonly<Record<string, string | undefined>>;
}

/** A complete Holdfast in containers: docker-compose.yml as its own project, with the suite's timings. */
export class ComposeStack implements Stack {
  readonly portBase: number;
  readonly labUrl: string;
  readonly up: Reach;
  private readonly project: ComposeProject;
  private readonly owner: OwnerProcess<ComposeIsUp>;
  readonly appliedFaults: AppliedFaults;
  private readonly ended: readonly string[];
  private readonly restarting: Set<string>;
  private readonly before = new Map<string, Aliases>();

  private constructor(
    project: ComposeProject,
    portBase: number,
    owner: OwnerProcess<ComposeIsUp>,
    seen: {
      readonly appliedFaults: AppliedFaults;
      readonly restarting: Set<string>;
      readonly ended: readonly string[];
    },
  ) {
    this.project = project;
    this.owner = owner;
    this.portBase = portBase;
    this.labUrl = `http://127.0.0.1:${portPlan(portBase).failureLab}`;
    this.up = reachOf(portBase, owner.up);
    this.appliedFaults = seen.appliedFaults;
    this.restarting = seen.restarting;
    this.ended = seen.ended;
  }

  /** Resolves once everything is ready. On failure, it rejects and leaves nothing running. */
  static async start(
    { portBase, environments, processEnvironment }: ComposeSettings,
    signal?: AbortSignal,
  ): Promise<ComposeStack> {
    const project = await projectOf({ portBase, environments, processEnvironment });
    const [appliedFaults, restarting, ended] = [new AppliedFaults(), new Set<string>(), new Array<string>()];
    const hear = (line: string): void => {
      const service = serviceThatEnded(line) ?? '';
      if (!appliedFaults.down.has(service) && !restarting.has(service)) ended.push(`${line} unexpectedly`);
    };
    const message: ToComposeOwner = { start: project };
    const owner = await OwnerProcess.start<ComposeIsUp>(program, message, hear, signal);
    return new ComposeStack(project, portBase, owner, { appliedFaults, restarting, ended });
  }

  get isGone(): boolean {
    return this.owner.isGone;
  }

  get linesLogged(): number {
    return this.ended.length;
  }

  unexpectedExits(from: number): string[] {
    return this.ended.slice(from);
  }

  async processes(): Promise<readonly StageProcess[]> {
    const names = containers.filter((name) => name !== ingress);
    const json = await docker(['inspect', ...names.map((name) => this.container(name))]);
    return statesIn(json).map(({ status, startedAt }, index) => {
      const name = names[index] ?? '';
      const isUp = status === 'running' && !this.restarting.has(name);
      const state = isUp
        ? 'ready'
        : status === 'running'
          ? 'starting'
          : status === 'paused'
            ? 'paused'
            : 'down';
      return { name, state, identity: startedAt };
    });
  }

  async act(action: StackAction, name: string): Promise<void> {
    this.owner.signal.throwIfAborted();
    if (!containers.includes(name) || name === ingress)
      throw new Error(`Cannot ${action} "${name}": no such container. Known: ${containers.join(', ')}`);
    if (action === 'cut off') await this.cut(name);
    else if (action === 'reconnect') await this.reconnect(name);
    else await this.run(action, name);
  }

  async log(name: string, from = 0): Promise<string> {
    return (await docker(['logs', this.container(name)])).slice(from);
  }

  async logEnd(name: string): Promise<number> {
    return (await this.log(name)).length;
  }

  async socketsThatBypass(): Promise<SocketCheck> {
    const json = await docker(['inspect', ...containers.map((name) => this.container(name))]);
    return { bypassing: bypasses(networksIn(json), this.up.edges) };
  }

  stop(): Promise<void> {
    return this.owner.end();
  }

  private container(name: string): string {
    return `${this.project.name}-${name}-1`;
  }

  /** Notes an intended exit beforehand, so that the watcher does not report it as unexpected. */
  private async run(action: Action, name: string): Promise<void> {
    if (action === 'kill' || action === 'stop') this.appliedFaults.note(action, name);
    if (action === 'restart') this.restarting.add(name);
    await docker([...commands[action], this.container(name)]);
    if (action === 'start' || action === 'restart') await this.untilReady(name);
    this.restarting.delete(name);
    this.appliedFaults.note(action, name);
  }

  private async untilReady(name: string): Promise<void> {
    const address = this.up.processes[name] ?? '';
    const isReady = (): Promise<true> => awaitResponse(name, address).then(() => true);
    await until(`${name} is ready`, isReady, { timeoutMs: readyTimeoutMs, signal: this.owner.signal });
  }

  private async cut(name: string): Promise<void> {
    const aliases = aliasesIn(await docker(['inspect', this.container(name)]));
    this.before.set(name, aliases);
    this.appliedFaults.note('cut off', name);
    for (const network of aliases.keys())
      await docker(['network', 'disconnect', network, this.container(name)]);
  }

  /** Restores the aliases, without which the container would be unreachable. */
  private async reconnect(name: string): Promise<void> {
    for (const [network, aliases] of this.before.get(name) ?? []) {
      const names = aliases.flatMap((alias) => ['--alias', alias]);
      await docker(['network', 'connect', ...names, network, this.container(name)]);
    }
    this.before.delete(name);
    await this.untilReady(name);
    this.appliedFaults.note('reconnect', name);
  }
}

async function projectOf({
  portBase,
  environments,
  processEnvironment,
}: ComposeSettings): Promise<ComposeProject> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-failure-suite-'));
  // Containers run as other users.
  await chmod(folder, 0o755);
  const write = (name: string, content: object): Promise<void> =>
    writeFile(path.join(folder, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o644 });
  await write('failure-lab', labConfig);
  await write(ingress, ingressConfig);
  await write('compose', composeFile(portBase, environments, folder));
  return {
    name: `holdfast-suite-${portBase}`,
    files: [composeFilePath, secondCopiesPath, path.join(folder, 'compose.json')],
    environment: { ...processEnvironment, ...composeEnvironment(portBase) },
    containers,
    folder,
  };
}
