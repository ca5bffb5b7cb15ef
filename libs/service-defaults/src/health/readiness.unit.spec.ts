import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../logging/logger.ts';
import { Readiness } from './readiness.ts';

function aReadiness(): { readiness: Readiness; said: string[] } {
  const said: string[] = [];
  const write = (line: string): void => void said.push((JSON.parse(line) as { msg: string }).msg);
  const logger = createLogger('shop', { LOG_LEVEL: 'info', LOG_FORMAT: 'json' }, { write });
  return { readiness: new Readiness(logger), said };
}

describe('Readiness', () => {
  it('logs once why a dependency is down and once that it is back, and shows clients only its state', async () => {
    const { readiness, said } = aReadiness();
    let failure: Error | undefined = new Error('connect ECONNREFUSED');
    const check = (): Promise<void> => (failure === undefined ? Promise.resolve() : Promise.reject(failure));
    readiness.checks = [{ name: 'postgres', isNeeded: true, check }];
    expect(await readiness.report()).toEqual({
      status: 'unavailable',
      checks: { postgres: { status: 'down' } },
    });
    await readiness.report();
    failure = undefined;
    expect((await readiness.report()).status).toBe('ok');
    await readiness.report();
    expect(said).toEqual(['postgres is down: connect ECONNREFUSED', 'postgres is up again']);
  });

  it('is unavailable while the process is stopping', async () => {
    const { readiness } = aReadiness();
    readiness.stop();
    expect((await readiness.report()).status).toBe('unavailable');
  });

  it('has started once every required dependency was up, and checks nothing after that', async () => {
    const { readiness } = aReadiness();
    let asked = 0;
    let isUp = false;
    const check = (): Promise<void> => {
      asked += 1;
      return isUp ? Promise.resolve() : Promise.reject(new Error('connect ECONNREFUSED'));
    };
    readiness.checks = [
      { name: 'postgres', isNeeded: true, check },
      { name: 'queue', isNeeded: false, check: () => Promise.reject(new Error('connect ECONNREFUSED')) },
    ];
    expect(await readiness.isStarted()).toBe(false);
    isUp = true;
    expect(await readiness.isStarted()).toBe(true);
    isUp = false;
    expect(await readiness.isStarted()).toBe(true);
    expect(asked).toBe(2);
    expect((await readiness.report()).status).toBe('unavailable');
  });

  it('has started even if it was stopped before the first check', async () => {
    const { readiness } = aReadiness();
    readiness.stop();
    expect(await readiness.isStarted()).toBe(true);
  });
});
