import { describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { FakeApi } from '../api.fixture.ts';
import { EntryStore } from './entry-store.ts';
import { type KeyStorage } from './key-storage.ts';
import { type KeyClaim, Ledger } from './ledger.ts';
import { memoryStorage } from './memory-storage.ts';

const hourMs = 3_600_000;

function setUp(storage: KeyStorage = memoryStorage()) {
  const api = new FakeApi();
  const aLedger = () => new Ledger(new EntryStore(storage, 'shop'), api.runtime, 72 * hourMs);
  return { api, storage, aLedger, ledger: aLedger() };
}

const held = ({ operation, entry }: KeyClaim) => ({ operation, key: entry.key });

describe('Ledger', () => {
  it('gives the same operation the same key, also to another client of the storage', async () => {
    const { ledger, aLedger } = setUp();
    const first = await ledger.claim('cart-1', 'A');
    const second = await aLedger().claim('cart-1', 'A');
    expect(second.entry.key).toBe(first.entry.key);
    expect([first.mayHaveRun, second.mayHaveRun]).toEqual([false, true]);
  });

  it('gives other operations and other namespaces other keys', async () => {
    const { ledger, storage, api } = setUp();
    const elsewhere = new Ledger(new EntryStore(storage, 'blog'), api.runtime, 72 * hourMs);
    const claims = [
      await ledger.claim('cart-1', 'A'),
      await ledger.claim('cart-2', 'A'),
      await elsewhere.claim('cart-1', 'A'),
    ];
    expect(new Set(claims.map(({ entry }) => entry.key)).size).toBe(3);
  });

  it.each(['open', 'succeeded'] as const)('refuses another body while the first is %s', async (state) => {
    const { ledger } = setUp();
    await ledger.settle(held(await ledger.claim('cart-1', 'A')), state);
    await expect(ledger.claim('cart-1', 'B')).rejects.toMatchObject({
      name: 'OperationMismatchError',
      operation: 'cart-1',
      state,
    });
  });

  it('keeps the key of a success for the same body', async () => {
    const { ledger } = setUp();
    const first = await ledger.claim('cart-1', 'A');
    await ledger.settle(held(first), 'succeeded', 'ord_1');
    const again = await ledger.claim('cart-1', 'A');
    expect(again.entry).toMatchObject({ key: first.entry.key, state: 'succeeded', reference: 'ord_1' });
  });

  it('does not take a success back', async () => {
    const { ledger } = setUp();
    const claim = held(await ledger.claim('cart-1', 'A'));
    await ledger.settle(claim, 'succeeded');
    await ledger.settle(claim, 'refused');
    expect(await ledger.release(claim, true)).toBe(false);
    expect((await ledger.find('cart-1'))?.state).toBe('succeeded');
  });

  it('keeps the key for the same body after a final refusal and gives another body a new one', async () => {
    const { ledger } = setUp();
    const first = await ledger.claim('cart-1', 'A');
    await ledger.settle(held(first), 'refused');
    expect((await ledger.claim('cart-1', 'A')).entry.key).toBe(first.entry.key);
    expect((await ledger.claim('cart-1', 'B')).entry.key).not.toBe(first.entry.key);
  });

  it('reuses the key for the same body after a release, which then holds the name again', async () => {
    const { ledger } = setUp();
    const first = await ledger.claim('cart-1', 'A');
    expect(await ledger.release(held(first), false)).toBe(true);
    const again = await ledger.claim('cart-1', 'A');
    expect(again.entry.key).toBe(first.entry.key);
    expect(again.mayHaveRun).toBe(false);
    await expect(ledger.claim('cart-1', 'B')).rejects.toThrow('under a new name');
  });

  it('does not release a key that another submission has used, unless the refusal is conclusive', async () => {
    const { ledger, aLedger } = setUp();
    const first = held(await ledger.claim('cart-1', 'A'));
    await aLedger().claim('cart-1', 'A');
    expect(await ledger.release(first, false)).toBe(false);
    await expect(ledger.claim('cart-1', 'B')).rejects.toThrow('not known to have ended');
    expect(await ledger.release(first, true)).toBe(true);
    expect((await ledger.claim('cart-1', 'B')).mayHaveRun).toBe(false);
  });

  it('remembers across a release that others have used the key', async () => {
    const { ledger, aLedger } = setUp();
    const first = held(await ledger.claim('cart-1', 'A'));
    await aLedger().claim('cart-1', 'A');
    await ledger.release(first, true);
    expect((await ledger.claim('cart-1', 'A')).mayHaveRun).toBe(true);
    expect(await ledger.release(first, false)).toBe(false);
  });

  it('keeps a final refusal although a retry of it was refused before', async () => {
    const { ledger } = setUp();
    const claim = held(await ledger.claim('cart-1', 'A'));
    await ledger.settle(claim, 'refused');
    expect(await ledger.release(claim, false)).toBe(true);
    expect((await ledger.find('cart-1'))?.state).toBe('refused');
  });

  it('restamps a key only while a single submission has used it', async () => {
    const { ledger, aLedger } = setUp();
    const first = await ledger.claim('cart-1', 'A');
    const restamped = await ledger.restamp(first, 1_000);
    expect(restamped?.entry.key).not.toBe(first.entry.key);
    const second = await aLedger().claim('cart-1', 'A');
    expect(second.entry.key).toBe(restamped?.entry.key);
    expect(await ledger.restamp(second, 2_000)).toBeUndefined();
  });

  it('does not touch an entry that was forgotten and restarted meanwhile', async () => {
    const { ledger } = setUp();
    const old = held(await ledger.claim('cart-1', 'A'));
    await ledger.forget('cart-1');
    const { entry } = await ledger.claim('cart-1', 'B');
    await ledger.settle(old, 'succeeded');
    await ledger.release(old, true);
    expect(await ledger.find('cart-1')).toMatchObject(entry);
  });

  describe('when the key is older than the retention of the server', () => {
    it.each(['open', 'succeeded'] as const)('and the operation is %s, says so', async (state) => {
      const { ledger, api } = setUp();
      await ledger.settle(held(await ledger.claim('cart-1', 'A')), state);
      api.now += 72 * hourMs;
      expect((await ledger.claim('cart-1', 'A')).isTooOld).toBe(false);
      api.now += 1;
      expect((await ledger.claim('cart-1', 'A')).isTooOld).toBe(true);
    });

    it.each([
      ['behind', 96],
      ['ahead', -96],
    ])('trusts neither a clock that was %s nor one that has been set since', async (_, hoursBehind) => {
      const { api, storage } = setUp();
      const runtime = { ...api.runtime, newKey: (ms: number) => uuidv7({ msecs: ms }) };
      const page = () => new Ledger(new EntryStore(storage, 'shop'), runtime, 72 * hourMs);
      const first = page();
      await first.restamp(await first.claim('cart-1', 'A'), hoursBehind * hourMs);
      expect((await page().claim('cart-1', 'A')).isTooOld).toBe(false);
      api.now += hoursBehind * hourMs;
      expect((await page().claim('cart-1', 'A')).isTooOld).toBe(false);
      api.now += 169 * hourMs;
      expect((await page().claim('cart-1', 'A')).isTooOld).toBe(true);
    });

    it.each(['refused', 'released'] as const)('and the operation was %s, begins anew', async (state) => {
      const { ledger, api } = setUp();
      const first = await ledger.claim('cart-1', 'A');
      await ledger.settle(held(first), state);
      api.now += 72 * hourMs + 1;
      const again = await ledger.claim('cart-1', 'A');
      expect(again.isTooOld).toBe(false);
      expect(again.entry.key).not.toBe(first.entry.key);
    });
  });

  describe('when many submit concurrently', () => {
    const racers = 20;

    it('all get one key', async () => {
      const { aLedger, api } = setUp();
      const race = Promise.all(Array.from({ length: racers }, () => aLedger().claim('cart-1', 'A')));
      const claims = await api.pass(race);
      expect(new Set(claims.map(({ entry }) => entry.key)).size).toBe(1);
      expect(claims.filter(({ mayHaveRun }) => !mayHaveRun)).toHaveLength(1);
    });

    it('with different bodies, one gets the name', async () => {
      const { aLedger, api } = setUp();
      const bodies = Array.from({ length: racers }, (_, n) => `body-${n}`);
      const race = Promise.allSettled(bodies.map((body) => aLedger().claim('cart-1', body)));
      const results = await api.pass(race);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });

  describe('when many tabs without locks submit concurrently', () => {
    /**
     * Each tab reads the current value and gets it up to 40 ms later, like a tab slowed down by the browser.
     */
    function slowTabs(count: number) {
      const { api } = setUp();
      const entries = new Map<string, string>();
      const storageOf = (tab: number): KeyStorage => ({
        get: async (name) => {
          const value = entries.get(name);
          await api.runtime.delay((40 * tab) / count);
          return value;
        },
        set: (name, value) => void entries.set(name, value),
        remove: (name) => void entries.delete(name),
      });
      const ledgerOn = (storage: KeyStorage): Ledger =>
        new Ledger(new EntryStore(storage, 'shop'), api.runtime, 72 * hourMs);
      return {
        api,
        storageOf,
        ledgerOn,
        tabs: Array.from({ length: count }, (_, tab) => ledgerOn(storageOf(tab))),
      };
    }

    it('all get the last written key', async () => {
      const { api, tabs } = slowTabs(20);
      const claims = await api.pass(Promise.all(tabs.map((tab) => tab.claim('cart-1', 'A'))));
      expect(new Set(claims.map(({ entry }) => entry.key)).size).toBe(1);
    });

    it('with different bodies, one gets the name', async () => {
      const { api, tabs } = slowTabs(20);
      const race = Promise.allSettled(tabs.map((tab, n) => tab.claim('cart-1', `body-${n}`)));
      const results = await api.pass(race);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('makes two clients of one page take turns, however slow the storage', async () => {
      const { api, storageOf, ledgerOn } = slowTabs(1);
      const storage = storageOf(100);
      const clients = [ledgerOn(storage), ledgerOn(storage)];
      const claims = await api.pass(Promise.all(clients.map((client) => client.claim('cart-1', 'A'))));
      expect(claims.map(({ mayHaveRun }) => mayHaveRun)).toEqual([false, true]);
    });
  });

  describe('when the storage fails', () => {
    const full = new Error('QuotaExceededError');
    const failing = (over: Partial<KeyStorage>): KeyStorage => ({ ...memoryStorage(), ...over });
    const fail = (): never => {
      throw full;
    };

    it.each([
      ['read', { get: fail }],
      ['written', { set: () => Promise.reject(full) }],
      ['locked', { exclusive: () => Promise.reject(full) }],
    ])('by not being %s, gives no key', async (done, over) => {
      await expect(setUp(failing(over)).ledger.claim('cart-1', 'A')).rejects.toMatchObject({
        name: 'KeyStorageError',
        message: `The key storage cannot be ${done}. Nothing was sent.`,
        cause: full,
      });
    });

    it('because an entry is corrupt, gives no key until the name is forgotten', async () => {
      const { ledger, storage } = setUp();
      await storage.set('shop:operation:cart-1', '{"key":');
      await expect(ledger.claim('cart-1', 'A')).rejects.toThrow('is unreadable');
      await ledger.forget('cart-1');
      expect((await ledger.claim('cart-1', 'A')).mayHaveRun).toBe(false);
    });
  });
});
