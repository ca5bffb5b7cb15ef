import { describe, expect, it } from '@jest/globals';
import { resolver } from './names.ts';

/** A resolver whose results the test controls. */
function inHand() {
  const asked: PromiseWithResolvers<readonly string[]>[] = [];
  const resolve = (): Promise<readonly string[]> => {
    const answer = Promise.withResolvers<readonly string[]>();
    asked.push(answer);
    return answer.promise;
  };
  return { asked, resolve };
}

describe('resolver', () => {
  it('shares one lookup among concurrent requests for a name, and starts a new one afterward', async () => {
    const { asked, resolve } = inHand();
    const names = resolver(resolve);
    const both = [names('payments'), names('payments')];
    asked[0]?.resolve(['10.0.0.3']);
    expect(await Promise.all(both)).toEqual([['10.0.0.3'], ['10.0.0.3']]);
    const later = names('payments');
    asked[1]?.resolve(['10.0.0.4']);
    expect(await later).toEqual(['10.0.0.4']);
    expect(asked).toHaveLength(2);
  });

  it('treats a name that does not resolve in time as missing until its lookup ends', async () => {
    const { asked, resolve } = inHand();
    const names = resolver(resolve, 1);
    expect(await names('gone')).toEqual([]);
    expect(await names('gone')).toEqual([]);
    expect(asked).toHaveLength(1);
    asked[0]?.resolve([]);
    await asked[0]?.promise;
    const back = names('gone');
    asked[1]?.resolve(['10.0.0.3']);
    expect(await back).toEqual(['10.0.0.3']);
  });

  it('passes a failed lookup on, even one that fails too late', async () => {
    const { asked, resolve } = inHand();
    const names = resolver(resolve, 1);
    const failing = names('unknown');
    asked[0]?.reject(new Error('ENOTFOUND'));
    await expect(failing).rejects.toThrow('ENOTFOUND');
    expect(await names('gone')).toEqual([]);
    asked[1]?.reject(new Error('ETIMEOUT'));
    await expect(asked[1]?.promise).rejects.toThrow('ETIMEOUT');
  });
});
