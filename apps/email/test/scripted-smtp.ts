import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** The steps of receiving an email; `body` is its first bytes, `end` the final dot. */
export type Step = 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'body' | 'end';

/** The event at a step: a reply, a broken or closed connection, silence, or a reply that never ends. */
export type Act = { readonly reply: string } | 'reset' | 'close' | 'half a reply' | 'silence' | 'drip';

const replies: Readonly<Record<Step, string>> = {
  greeting: '220 scripted ESMTP',
  EHLO: '250 scripted',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  body: '',
  end: '250 accepted',
};

/** 20 ms, far less than the 10 s of silence that a client accepts. */
const dripMs = 20;

/** A mail server on a plain socket that fails at a given step, so that a test knows how far an email got. */
export class ScriptedSmtp {
  /** The event at each step; by default the server continues. */
  script: Partial<Record<Step, Act>> = {};
  isPipelining = false;
  readonly reached: Step[] = [];
  readonly happened: 'client closed'[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => this.serve(socket));

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('end', () => this.happened.push('client closed'));
    socket.on('close', () => this.sockets.delete(socket));
    let unread = '';
    let isInData = false;
    socket.on('data', (chunk) => {
      unread += chunk.toString('latin1');
      if (isInData && unread !== '') this.act(socket, 'body');
      while (!socket.destroyed && !socket.writableEnded) {
        const [whole, mark] = isInData ? [/^[^]*?\r\n\.\r\n/, 'end'] : [/^[^]*?\r\n/, undefined];
        const [line] = whole.exec(unread) ?? [];
        if (line === undefined) return;
        unread = unread.slice(line.length);
        const step = mark ?? line.slice(0, 4).toUpperCase();
        isInData = this.answer(socket, step) === 'DATA';
      }
    });
    this.act(socket, 'greeting');
  }

  private answer(socket: Socket, step: string): 'DATA' | undefined {
    if (!(step in replies)) {
      socket.write(step === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      return undefined;
    }
    const isRefused = this.script.RCPT !== undefined || this.script.MAIL !== undefined;
    if (step === 'DATA' && isRefused) {
      socket.write('503 no recipient\r\n');
      return undefined;
    }
    this.act(socket, step as Step);
    return step === 'DATA' && this.script.DATA === undefined ? 'DATA' : undefined;
  }

  private act(socket: Socket, step: Step): void {
    if (this.reached.at(-1) !== step) this.reached.push(step);
    const act = this.script[step];
    if (act === undefined) {
      const greeting = step === 'EHLO' && this.isPipelining ? '250-PIPELINING\r\n' : '';
      if (step !== 'body') socket.write(`${greeting}${replies[step]}\r\n`);
    } else if (act === 'reset') socket.resetAndDestroy();
    else if (act === 'close') socket.end();
    else if (act === 'half a reply') socket.end('550 n');
    else if (act === 'drip') this.drip(socket);
    else if (act !== 'silence') socket.write(`${act.reply}\r\n`);
  }

  /** Sends a long reply one byte at a time, which would take hours. */
  private drip(socket: Socket): void {
    const timer = setInterval(() => socket.write('2'), dripMs);
    socket.on('close', () => clearInterval(timer));
    socket.on('end', () => socket.destroy());
  }
}
