import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** Listens but never accepts: its thread sleeps until woken. Plain JavaScript, because it runs as is. */
const program = `
  const { workerData: { host, port, gate }, parentPort } = require('node:worker_threads');
  const server = require('node:net').createServer();
  server.on('error', (error) => { throw error; });
  server.listen({ host, port, backlog: 1 }, () => {
    parentPort.postMessage('listening');
    Atomics.wait(new Int32Array(gate), 0, 0);
    server.close();
    parentPort.close();
  });
`;

/** A loopback connection that takes longer than this is hanging. */
const hangsAfterMs = 150;
const mostFillers = 16;
const pollEveryMs = 100;
const synSent = '02';

/**
 * A port whose handshakes hang: a listener that never accepts, with a full backlog of 1. The kernel then
 * drops every SYN, as for an unreachable host. Waiting callers are counted from the kernel's tables (Linux).
 */
export class SynHang {
  private readonly gate = new SharedArrayBuffer(4);
  private readonly worker: Worker;
  private readonly fillers: Socket[] = [];
  private readonly seen = new Set<string>();
  private isOpen = true;

  private constructor(
    private readonly port: number,
    host: string,
    private readonly waits: (callers: number) => void,
  ) {
    this.worker = new Worker(program, { eval: true, workerData: { host, port, gate: this.gate } });
  }

  /** `waits` is called for each new hanging caller. */
  static async start(port: number, host: string, waits: (callers: number) => void): Promise<SynHang> {
    const hang = new SynHang(port, host, waits);
    await new Promise<void>((resolve, reject) => {
      hang.worker.once('message', () => resolve());
      hang.worker.once('error', reject);
    });
    hang.worker.on('error', (error) => {
      throw error;
    });
    for (let filler = 0; filler < mostFillers && (await hang.fill(host)); filler += 1);
    void hang.look();
    return hang;
  }

  /** Resolves when the port is free again. */
  async stop(): Promise<void> {
    this.isOpen = false;
    for (const filler of this.fillers) filler.destroy();
    const ended = new Promise((resolve) => this.worker.once('exit', resolve));
    Atomics.store(new Int32Array(this.gate), 0, 1);
    Atomics.notify(new Int32Array(this.gate), 0);
    await ended;
  }

  /** False once a connection hangs. */
  private async fill(host: string): Promise<boolean> {
    const socket = connect({ port: this.port, host });
    socket.on('error', () => undefined);
    this.fillers.push(socket);
    const connected = new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true)));
    return Promise.race([connected, sleep(hangsAfterMs, false)]).then((isConnected) => {
      // A hanging connection here would be counted and take the first free place.
      if (!isConnected) socket.destroy();
      return isConnected;
    });
  }

  private async look(): Promise<void> {
    while (this.isOpen) {
      const waiting = (await waitingAt(this.port)).filter((caller) => !this.seen.has(caller));
      for (const caller of waiting) this.seen.add(caller);
      if (waiting.length > 0) this.waits(waiting.length);
      await sleep(pollEveryMs, undefined, { ref: false });
    }
  }
}

/** The local addresses of unestablished connections to a port, as `0100007F:9C40`. */
async function waitingAt(port: number): Promise<string[]> {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  return tables
    .join('\n')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , remote = '', state]) => state === synSent && remote.endsWith(end))
    .map(([, local = '']) => local);
}
