import { describe, expect, it } from '@jest/globals';
import { Controller, Get, type Type } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { tinySettings } from '../boot/boot.fixture.ts';
import { bootService } from '../boot/boot.ts';
import { Needs, Public } from './route-access.ts';

@Controller('silent')
class Silent {
  @Get()
  show(): void {}

  @Needs('read')
  @Get('stated')
  stated(): void {}
}

abstract class Shelf {
  @Get()
  list(): void {}
}

@Controller('cups')
class Cups extends Shelf {}

@Public()
@Controller('open')
class Open extends Shelf {}

@Needs('ledger')
@Controller('closed')
class Closed extends Shelf {}

@Controller()
class Consumer {
  @EventPattern('order.paid')
  take(payload: unknown): unknown {
    return payload;
  }
}

async function boot(...controllers: Type[]): Promise<'started'> {
  class Routes {}
  const app = await bootService({
    name: 'routes',
    config: tinySettings(),
    openApi: { title: 'Routes', description: 'For tests.' },
    module: () => ({ module: Routes, controllers }),
  });
  await app.close();
  return 'started';
}

describe('a service', () => {
  it('does not start with routes that do not say who may use them, inherited ones included, and names each', async () => {
    await expect(boot(Silent, Cups, Open)).rejects.toThrow(
      "cannot start: add @Needs('scope', …) or @Public() to Silent.show, Cups.list",
    );
  });

  it('starts if each route or its controller states its access; queue handlers are exempt', async () => {
    expect(await boot(Open, Closed, Consumer)).toBe('started');
  });
});
