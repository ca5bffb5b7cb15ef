import { describe, expect, it } from '@jest/globals';
import { webStorage, type WebStorageLike } from './web-storage.ts';

function aWebStorage(): WebStorageLike {
  const items = new Map<string, string>();
  return {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  };
}

describe('webStorage', () => {
  it('stores, returns and removes', () => {
    const storage = webStorage(aWebStorage());
    void storage.set('a', '1');
    expect(storage.get('a')).toBe('1');
    void storage.remove('a');
    expect(storage.get('a')).toBeNull();
  });

  it('locks with a Web Lock of the same name', async () => {
    const asked: string[] = [];
    const locks = {
      request: <T>(name: string, work: () => Promise<T>): Promise<T> => {
        asked.push(name);
        return work();
      },
    };
    const storage = webStorage(aWebStorage(), locks);
    expect(await storage.exclusive?.('cart-1', () => Promise.resolve(7))).toBe(7);
    expect(asked).toEqual(['cart-1']);
  });
});
