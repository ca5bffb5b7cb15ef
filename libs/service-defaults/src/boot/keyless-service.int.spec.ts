import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { tinySettings } from './boot.fixture.ts';
import { bootService } from './boot.ts';
import { Needs, Public } from '../access/route-access.ts';

@Controller()
class Home {
  @Public()
  @Get()
  home(): string {
    return 'home';
  }

  @Needs('ops')
  @Get('closed')
  closed(): string {
    return 'closed';
  }
}

class Keyless {}

describe('a service without API keys and without an API of its own', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const { API_KEYS, EXTRA_API_KEYS, ...config } = tinySettings();
    expect([API_KEYS?.length, EXTRA_API_KEYS?.length]).toEqual([3, 1]);
    app = await bootService({
      name: 'keyless',
      config,
      module: () => ({ module: Keyless, controllers: [Home] }),
    });
  });
  afterAll(() => app.close());

  const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${await app.getUrl()}${path}`, { headers });

  it('serves its own page at /, and no documentation', async () => {
    expect(await (await get('/')).text()).toBe('home');
    for (const path of ['/docs', '/openapi.json']) expect((await get(path)).status).toBe(404);
    expect((await get('/health/live')).status).toBe(200);
  });

  it('opens the routes that need a key to none', async () => {
    for (const headers of [{}, { authorization: 'Bearer board-secret' }, { authorization: 'Bearer ' }])
      expect((await get('/closed', headers)).status).toBe(401);
  });
});
