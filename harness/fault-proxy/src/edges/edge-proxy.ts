import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type ActiveFault, type EdgeConfig, type EdgeStatus, type Upstream } from '@holdfast/lab-api';
import { FrontDoor } from '../front-door/front-door.ts';
import { type Board } from './board.ts';
import { now } from './clock.ts';
import { Connection, type Side } from './connection.ts';
import { reset } from './reset.ts';
import { serversOf } from './servers.ts';
import { SynHang } from './syn-hang.ts';

type Door = 'open' | 'refusing' | 'hanging' | 'closed';

const doorFaults = (faults: readonly ActiveFault[]): readonly ActiveFault[] =>
  faults.filter(({ kind }) => kind === 'refuse' || kind === 'syn_hang');

/** One edge: a listener that stands in for the servers behind it. */
export class EdgeProxy {
  private readonly connections = new Set<Connection>();
  private server: Server | undefined;
  private hang: SynHang | undefined;
  private door: Door = 'closed';
  private isStopped = false;
  /** Opening and closing take turns. */
  private turn: Promise<void> = Promise.resolve();
  private accepted = 0;
  private messages = 0;
  private readonly backgroundMessages = new Map<string, number>();
  private next = 0;
  private readonly frontDoor: FrontDoor | undefined;

  constructor(
    readonly config: EdgeConfig,
    private readonly host: string,
    private readonly board: Board,
  ) {
    if (config.frontDoor !== undefined) this.frontDoor = new FrontDoor(config);
  }

  status(): EdgeStatus {
    const { config, connections, accepted, messages } = this;
    const backgroundMessages = Object.fromEntries(this.backgroundMessages);
    const faults = this.board.faults.on(config.edge);
    return { ...config, connections: connections.size, accepted, messages, backgroundMessages, faults };
  }

  /** Opens or closes the listener as the faults require; resolves when that is done. */
  settle(): Promise<void> {
    for (const connection of this.connections) connection.faultsCleared();
    this.turn = this.turn.catch(() => undefined).then(() => this.setDoor());
    return this.turn;
  }

  /** Resets connections that were silenced. Returns their number. */
  resetSilent(): number {
    const silent = [...this.connections].filter(({ isSilent }) => isSilent);
    for (const connection of silent) connection.reset();
    return silent.length;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.settle();
    for (const connection of this.connections) connection.reset();
    await this.frontDoor?.stop();
  }

  private async setDoor(): Promise<void> {
    const faults = doorFaults(this.board.faults.on(this.config.edge));
    const wanted = this.wantedDoor(faults);
    if (wanted === this.door) return;
    this.door = wanted;
    this.server?.close();
    this.server = undefined;
    await this.hang?.stop();
    this.hang = undefined;
    if (wanted === 'open') await this.listen();
    if (wanted === 'hanging') this.hang = await this.startHang();
    if (wanted === 'hanging' || wanted === 'refusing') await this.cutOff(faults);
  }

  private wantedDoor(faults: readonly ActiveFault[]): Door {
    if (this.isStopped) return 'closed';
    if (faults.some(({ kind, times }) => kind === 'refuse' && times === undefined)) return 'refusing';
    return faults.some(({ kind }) => kind === 'syn_hang') ? 'hanging' : 'open';
  }

  /**
   * Resets all connections, as if the server were gone, and makes a test call to prove that connections are
   * refused.
   */
  private async cutOff(faults: readonly ActiveFault[]): Promise<void> {
    const cut = this.connections.size;
    for (const connection of this.connections) connection.reset();
    const isRefused = this.door === 'refusing' && (await this.refusesUs());
    for (const { faultId, kind } of faults)
      this.board.faults.strikeConnections(faultId, cut + (kind === 'refuse' && isRefused ? 1 : 0));
  }

  private async refusesUs(): Promise<boolean> {
    const socket = connect({ port: this.config.port, host: this.host });
    return once(socket, 'connect').then(
      () => {
        socket.destroy();
        return false;
      },
      () => true,
    );
  }

  private startHang(): Promise<SynHang> {
    return SynHang.start(this.config.port, this.host, (callers) => {
      for (const { kind, faultId } of this.board.faults.on(this.config.edge))
        if (kind === 'syn_hang') this.board.faults.strikeConnections(faultId, callers);
    });
  }

  private async listen(): Promise<void> {
    const options = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };
    this.server = createServer(options, (client) => void this.take(client));
    this.server.listen(this.config.port, this.host);
    await once(this.server, 'listening');
  }

  private async take(client: Socket): Promise<void> {
    this.accepted += 1;
    client.on('error', () => undefined);
    // The kernel does not count refusals, so `times` needs a listener of ours.
    const refusal = doorFaults(this.board.faults.on(this.config.edge)).find(({ kind }) => kind === 'refuse');
    if (refusal !== undefined) {
      reset(client);
      return this.board.faults.strikeConnections(refusal.faultId);
    }
    const reached = await this.reach();
    if (reached === undefined || client.destroyed || this.door !== 'open') {
      reset(client);
      reached?.socket.destroy();
      return;
    }
    this.join(client, reached.socket, reached.upstream);
  }

  private join(client: Socket, socket: Socket, upstream: Upstream): void {
    const number = this.board.nextConnection();
    const log = (ends: { state: 'opened' } | { state: 'closed'; endedBy: Side; leftAt: number }): void =>
      this.board.log.add({
        type: 'connection',
        at: now(),
        edge: this.config.edge,
        connection: number,
        ...ends,
      });
    const connection: Connection = new Connection(this.board, this.config, number, client, socket, upstream, {
      message: ({ isBackground, label }) => {
        this.messages += 1;
        if (isBackground) this.backgroundMessages.set(label, (this.backgroundMessages.get(label) ?? 0) + 1);
      },
      closed: (by) => {
        this.connections.delete(connection);
        log({ state: 'closed', ...by });
      },
    });
    this.connections.add(connection);
    log({ state: 'opened' });
    client.resume();
    socket.resume();
  }

  /** The next server in turn that accepts a connection; undefined if none does. */
  private async reach(): Promise<Reached | undefined> {
    const first = this.next;
    this.next += 1;
    const here = await serversOf(this.config.upstreams);
    const servers = (await this.frontDoor?.open(here)) ?? here;
    for (let step = 0; step < servers.length; step += 1) {
      const reached = await connectTo(servers[(first + step) % servers.length] as Upstream);
      if (reached !== undefined) return reached;
    }
    return this.frontDoor === undefined ? undefined : connectTo(await this.frontDoor.away());
  }
}

interface Reached {
  readonly upstream: Upstream;
  readonly socket: Socket;
}

async function connectTo(upstream: Upstream): Promise<Reached | undefined> {
  const socket = connect({ ...upstream, allowHalfOpen: true, noDelay: true });
  socket.pause();
  return once(socket, 'connect').then(
    () => ({ upstream, socket }),
    () => undefined,
  );
}
