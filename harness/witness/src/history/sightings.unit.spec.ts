import { afterEach, describe, expect, it } from '@jest/globals';
import { type Commit } from './commit.ts';
import { isSeenIn, type Look, Sightings } from './sightings.ts';

const commit = (xid: number): Commit => ({
  database: 'checkout',
  lsn: '',
  xid,
  at: 0,
  isOfSuite: false,
  changes: [],
});

describe('a snapshot', () => {
  it.each([
    ['sees', 'an older transaction', '100:100:', 99, true],
    ['sees', 'one that ended after an older one that runs', '90:101:90', 100, true],
    ['does not see', 'one that runs', '100:102:100,101', 101, false],
    ['does not see', 'one that has not begun', '100:100:', 100, false],
    [
      'sees',
      'one from before the log counted from the start again',
      '4294967299:4294967299:',
      4_294_967_295,
      true,
    ],
    ['does not see', 'one that runs since then', '4294967298:4294967299:4294967298', 2, false],
  ])('%s %s', (_does, _what, snapshot, xid, isSeen) => {
    expect(isSeenIn(snapshot, xid)).toBe(isSeen);
  });
});

describe('Sightings', () => {
  let sightings: Sightings;
  afterEach(() => sightings.close());

  const until = async (isTrue: () => boolean): Promise<void> => {
    while (!isTrue()) await new Promise(setImmediate);
  };

  it('ask again until a commit is seen, also after a failure', async () => {
    const [first, second] = [commit(7), commit(8)];
    const looks: (Look | Error)[] = [
      { snapshot: '7:9:7', at: 100 },
      new Error('no connection'),
      { snapshot: '9:9:', at: 200 },
    ];
    sightings = new Sightings(() => {
      const look = looks.shift() ?? new Error('asked too often');
      return look instanceof Error ? Promise.reject(look) : Promise.resolve(look);
    });
    sightings.expect(first);
    sightings.expect(second);
    expect(sightings.hasSeen([first])).toBe(false);
    await until(() => sightings.hasSeen([first, second]));
    expect([second, first].map((each) => sightings.of(each)?.at)).toEqual([200, 200]);
    expect(looks).toEqual([]);
  });

  it('ask after the commit was read, and never for one that is seen', async () => {
    let asked = 0;
    let respond: (look: Look) => void = () => undefined;
    sightings = new Sightings(() => {
      asked += 1;
      return new Promise((resolve) => (respond = resolve));
    });
    const [first, second] = [commit(7), commit(8)];
    sightings.expect(first);
    sightings.expect(second);
    respond({ snapshot: '9:9:', at: 100 });
    await until(() => asked === 2);
    expect(sightings.of(first)?.at).toBe(100);
    expect(sightings.of(second)).toBeUndefined();
    expect([sightings.hasSeen([first]), sightings.hasSeen([first, second])]).toEqual([true, false]);
    respond({ snapshot: '9:9:', at: 200 });
    await until(() => sightings.hasSeen([second]));
    const { before = 0, after = 0 } = sightings.of(second) ?? {};
    expect(before).toBeLessThanOrEqual(after);
    sightings.forget();
    expect(sightings.of(first)).toBeUndefined();
  });
});
