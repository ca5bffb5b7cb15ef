import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Relay, Relays } from './relays.fixture.ts';

const rows = 2_000;
const portion = rows / 4;

describe.each(['Redis', 'Postgres'] as const)('two relay processes with their queue on %s', (backend) => {
  let relays: Relays;
  let survivor: Relay;
  let lonely = 0;

  beforeAll(async () => {
    relays = await Relays.open(backend);
    survivor = await relays.start('survivor');
  });
  afterAll(() => relays.close());

  /**
   * Runs `fate` on `victim` while it is the only relay of the rows from `from` on; then the survivor
   * continues.
   */
  async function alone(victim: Relay, from: number, fate: () => Promise<void>): Promise<void> {
    survivor.process.pause();
    // The victim connects to the queue before it is stopped.
    await relays.write(from, 1);
    await relays.untilPublished();
    await fate();
    survivor.process.resume();
    // While the victim's lease lasts, only rows behind its own wait.
    await relays.writeAlone();
    await relays.untilRow(
      'select from outbox where aggregate is null and published_at is not null having count(*) = $1',
      [(lonely += 1)],
    );
    await relays.endLeases();
    await relays.untilPublished();
  }

  it('put every message on the queue once and in the order of its aggregate, whenever one is killed or paused', async () => {
    const diesAfterLeasing = await relays.start('leased');
    await alone(diesAfterLeasing, 0, async () => {
      diesAfterLeasing.gate.freeze();
      await relays.write(1, portion - 1);
      await relays.untilRow('select from outbox where lease is not null and published_at is null');
      await relays.kill(diesAfterLeasing);
    });

    const diesAfterAdding = await relays.start('added');
    await alone(diesAfterAdding, portion, async () => {
      const release = await relays.hold('mark', 'added');
      await relays.write(portion + 1, portion - 1);
      await relays.isHeld('added');
      await relays.kill(diesAfterAdding);
      await release();
      expect((await relays.queued()).length).toBeGreaterThan(portion + 1);
    });

    const diesAfterMarking = await relays.start('marked');
    await alone(diesAfterMarking, 2 * portion, async () => {
      const before = await relays.publishedRows();
      await relays.write(2 * portion + 1, portion - 1);
      await relays.untilRow(`select from outbox where published_at is not null having count(*) > $1`, [
        before,
      ]);
      await relays.kill(diesAfterMarking);
    });

    const standsStill = await relays.start('zombie');
    await alone(standsStill, 3 * portion, async () => {
      const release = await relays.hold('lease', 'zombie');
      await relays.write(3 * portion + 1, portion - 1);
      await relays.isHeld('zombie');
      standsStill.process.pause();
      await release();
      await relays.untilRow('select from outbox where lease is not null and published_at is null');
    });
    const marks = await relays.marks();
    survivor.process.pause();
    standsStill.process.resume();
    await relays.write(rows, 1);
    await relays.untilPublished();
    expect((await relays.marks()).slice(0, -1)).toEqual(marks);

    const queued = await relays.queued();
    const written = rows + 1 + lonely;
    expect(queued).toHaveLength(written);
    expect(new Set(queued.map(({ id }) => id)).size).toBe(written);
    for (const [, ofOne] of Map.groupBy(queued, ({ aggregate }) => aggregate)) {
      const order = ofOne.map(({ n }) => n);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
    survivor.process.resume();
  });
});
