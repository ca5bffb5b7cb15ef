import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Header, Module, Post, Query } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Public } from '../access/route-access.ts';
import { tinySettings } from '../boot/boot.fixture.ts';
import { bootService } from '../boot/boot.ts';
import { ClientDisconnected } from './client-disconnect.ts';
import { Output } from '../boot/output.fixture.ts';
import { callerSignal } from './request-context.ts';

/** A request whose handler is running, and how to end it. */
interface Running {
  readonly signal: AbortSignal;
  readonly answer: () => void;
}
const running = new Map<string, Running>();
let tellStarted: (name: string) => void = () => undefined;

@Public()
@Controller('held')
class HeldController {
  @Get()
  @Header('content-type', 'text/plain')
  read(@Query('name') name: string): Promise<string> {
    return this.hold(name);
  }

  @Post()
  write(@Query('name') name: string): Promise<string> {
    return this.hold(name);
  }

  private hold(name: string): Promise<string> {
    return new Promise((resolve) => {
      const signal = callerSignal();
      if (signal === undefined) throw new Error('there is no signal inside a request');
      running.set(name, { signal, answer: () => resolve(`answer to ${name}`) });
      tellStarted(name);
    });
  }
}

@Module({ controllers: [HeldController] })
class HeldModule {}

let app: NestFastifyApplication;
let socket: Socket;
let answers: Output;

beforeAll(async () => {
  app = await bootService({
    name: 'held',
    config: tinySettings(),
    openApi: { title: 'Held', description: 'For tests.' },
    module: () => ({ module: HeldModule }),
  });
});
afterAll(() => app.close());
beforeEach(async () => {
  running.clear();
  socket = connect(Number(new URL(await app.getUrl()).port), '127.0.0.1');
  answers = new Output(socket);
  await once(socket, 'connect');
});

const get = (name: string) => `GET /held?name=${name} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** Pipelines all requests over one connection, and waits until their handlers run. */
async function start(requests: string, ...names: string[]): Promise<Running[]> {
  const started = new Promise<void>((resolve) => {
    tellStarted = () => {
      if (names.every((name) => running.has(name))) resolve();
    };
  });
  socket.write(requests);
  await started;
  return names.flatMap((name) => running.get(name) ?? []);
}

async function abortOf(request: Running | undefined): Promise<unknown> {
  if (request === undefined) throw new Error('the request did not start');
  if (!request.signal.aborted) await once(request.signal, 'abort');
  return request.signal.reason;
}

async function closeOf(connection: Socket): Promise<void> {
  connection.destroy();
  await once(connection, 'close');
}

describe('callerSignal', () => {
  it('aborts when the connection breaks while the handler runs', async () => {
    const [request] = await start(get('a'), 'a');
    expect(request?.signal.aborted).toBe(false);
    socket.resetAndDestroy();
    const reason = await abortOf(request);
    expect(reason).toBeInstanceOf(ClientDisconnected);
    expect(reason).toMatchObject({ name: 'AbortError' });
  });

  it('aborts when the connection is closed politely', async () => {
    const [request] = await start(get('a'), 'a');
    socket.end();
    expect(await abortOf(request)).toBeInstanceOf(ClientDisconnected);
  });

  it('aborts when the body had been read before, and not because it was', async () => {
    const head =
      'POST /held?name=a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2';
    const [request] = await start(`${head}\r\n\r\n{}`, 'a');
    await new Promise(setImmediate);
    expect(request?.signal.aborted).toBe(false);
    await closeOf(socket);
    expect(await abortOf(request)).toBeInstanceOf(ClientDisconnected);
  });

  it('stays as it was when the connection closes after the answer', async () => {
    const [request] = await start(get('a'), 'a');
    request?.answer();
    await answers.until(/answer to a$/);
    const [other] = await start(get('b'), 'b');
    await closeOf(socket);
    await abortOf(other);
    expect(request?.signal.aborted).toBe(false);
  });

  it('belongs to one request of a connection that is kept open, not to the next', async () => {
    const [first] = await start(get('a'), 'a');
    first?.answer();
    await answers.until(/answer to a$/);
    const [second] = await start(get('b'), 'b');
    expect(second?.signal).not.toBe(first?.signal);
    expect(second?.signal.aborted).toBe(false);
    second?.answer();
    await answers.until(/answer to b$/);
    expect([first?.signal.aborted, second?.signal.aborted]).toEqual([false, false]);
  });

  describe('when requests are pipelined', () => {
    it('aborts for all that have no answer, also those that wait behind another', async () => {
      const [first, second] = await start(get('a') + get('b'), 'a', 'b');
      await closeOf(socket);
      expect(await abortOf(first)).toBeInstanceOf(ClientDisconnected);
      expect(await abortOf(second)).toBeInstanceOf(ClientDisconnected);
    });

    it('does not abort for one that is running because the one before it was answered', async () => {
      const [first, second] = await start(get('a') + get('b'), 'a', 'b');
      first?.answer();
      await answers.until(/answer to a$/);
      expect(second?.signal.aborted).toBe(false);
      await closeOf(socket);
      expect(await abortOf(second)).toBeInstanceOf(ClientDisconnected);
      expect(first?.signal.aborted).toBe(false);
    });

    it('aborts for one whose answer is made but was never sent', async () => {
      const [first, second] = await start(get('a') + get('b'), 'a', 'b');
      second?.answer();
      await new Promise(setImmediate);
      expect(second?.signal.aborted).toBe(false);
      await closeOf(socket);
      await abortOf(first);
      expect(await abortOf(second)).toBeInstanceOf(ClientDisconnected);
    });
  });
});
