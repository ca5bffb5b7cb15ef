import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { type ManagedProcess } from '../process/managed-process.ts';
import { act, type Action, ActionRefused, actions } from './process-actions.ts';
import { statusOf } from './process-status.ts';
import { type ControlAddress } from './stack-state.ts';

export interface ControlOptions {
  readonly processes: readonly ManagedProcess[];
  /** Names that people will try and that are no process here, with the reason. */
  readonly notOurs: Readonly<Record<string, string>>;
  /** Aborts when the stack ends: nothing may be started any more. */
  readonly signal: AbortSignal;
  /** Told what each action did. */
  readonly say: (line: string) => void;
}

/** Lets other commands act on the supervisor's processes: a loopback HTTP server that asks for the token in the state file. */
export class ControlServer {
  private readonly options: ControlOptions;
  private readonly token = randomBytes(24).toString('base64url');
  private readonly server = http.createServer((request, response) => void this.answer(request, response));
  /** Actions on one process take turns. */
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(options: ControlOptions) {
    this.options = options;
  }

  async listen(): Promise<ControlAddress> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return { port: (this.server.address() as AddressInfo).port, token: this.token };
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { status, body } = await this.handle(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private async handle(request: http.IncomingMessage): Promise<{ status: number; body: unknown }> {
    if (!this.isAllowed(request.headers.authorization ?? ''))
      return { status: 401, body: { message: 'wrong token' } };
    try {
      const [action, name] = (request.url ?? '').slice(1).split('/').map(decodeURIComponent);
      if (request.method === 'GET' && action === 'status') return { status: 200, body: await this.status() };
      const message = await this.takeTurn(this.known(action), this.target(name));
      this.options.say(message);
      return { status: 200, body: { message } };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { status: error instanceof ActionRefused ? 409 : 500, body: { message } };
    }
  }

  private isAllowed(authorization: string): boolean {
    const [given, expected] = [Buffer.from(authorization), Buffer.from(`Bearer ${this.token}`)];
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  private status(): Promise<unknown> {
    return Promise.all(this.services().map(statusOf));
  }

  private services(): ManagedProcess[] {
    return this.options.processes.filter(({ spec }) => spec.kind !== 'one-shot');
  }

  private known(action = ''): Action {
    const found = actions.find((candidate) => candidate === action);
    if (found === undefined)
      throw new ActionRefused(`unknown action "${action}". Known: ${actions.join(', ')}`);
    return found;
  }

  private target(name = ''): ManagedProcess {
    const reason = this.options.notOurs[name];
    if (reason !== undefined) throw new ActionRefused(`${name} is not run by this stack: ${reason}`);
    const found = this.services().find(({ spec }) => spec.name === name);
    if (found !== undefined) return found;
    const names = this.services().map(({ spec }) => spec.name);
    throw new ActionRefused(`unknown name "${name}". Known: ${names.join(', ')}`);
  }

  private takeTurn(action: Action, target: ManagedProcess): Promise<string> {
    const { name } = target.spec;
    const turn = (this.turns.get(name) ?? Promise.resolve()).then(() =>
      act(action, target, this.options.signal),
    );
    this.turns.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  }
}
