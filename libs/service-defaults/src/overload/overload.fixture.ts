import { Controller, Get, Header, Module, Post } from '@nestjs/common';
import { type FastifyInstance } from 'fastify';
import { readSync } from 'node:fs';
import { type IncomingMessage } from 'node:http';
import { Public } from '../access/route-access.ts';
import { tinySettings } from '../boot/boot.fixture.ts';
import { bootService, type ServiceSettings } from '../boot/boot.ts';
import { runProgram } from '../boot/run.ts';

let held = 0;
let release: () => void = () => undefined;
let released = new Promise<void>((resolve) => (release = resolve));

function report(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function hold(): Promise<string> {
  held += 1;
  report(`held ${held}`);
  await released;
  return 'released';
}

let taken = 0;
let awaited = Infinity;

/** Says so once the headers of so many requests for `POST /held` have come. */
function tellAt(count: number): void {
  awaited = count;
  if (taken >= awaited) report(`taken ${awaited}`);
}

function countTaken({ server }: FastifyInstance): void {
  server.on('request', ({ method }: IncomingMessage) => {
    if (method !== 'POST') return;
    taken += 1;
    tellAt(awaited);
  });
}

@Public()
@Controller()
class LoadController {
  @Get('held')
  @Header('content-type', 'text/plain')
  read(): Promise<string> {
    return hold();
  }

  @Post('held')
  write(): Promise<string> {
    return hold();
  }

  @Get('quick')
  @Header('content-type', 'text/plain')
  quick(): string {
    return 'quick';
  }

  /** Blocks the event loop until a line comes in on standard input, and for a second at least. */
  @Get('blocking')
  @Header('content-type', 'text/plain')
  block(): string {
    const startedAt = performance.now();
    report('the event loop is blocked');
    readSync(0, Buffer.alloc(1_024));
    while (performance.now() < startedAt + 1_000);
    return 'unblocked';
  }

  @Get('resilience')
  resilience(): { dependencies: [] } {
    return { dependencies: [] };
  }
}

@Module({ controllers: [LoadController] })
class LoadModule {}

/**
 * A separate program whose event loop a spec can block. A message releases the held requests.
 */
if (import.meta.main) {
  process.on('message', (message: 'release' | { readonly tellAt: number }) => {
    if (message !== 'release') return tellAt(message.tellAt);
    held = 0;
    release();
    released = new Promise<void>((resolve) => (release = resolve));
  });
  const limits = JSON.parse(process.argv[2] ?? '') as Partial<ServiceSettings>;
  runProgram(() =>
    bootService({
      name: 'loaded',
      config: tinySettings({ LOG_LEVEL: 'info', ...limits }),
      openApi: { title: 'Loaded', description: 'For tests.' },
      module: () => ({ module: LoadModule }),
      server: countTaken,
    }),
  );
}
