import { describe, expect, it } from '@jest/globals';
import { Timeline } from './timeline.ts';

describe('Timeline', () => {
  it('reads the steps of a start from its output, and skips the logs in between', () => {
    const timeline = new Timeline();
    timeline.add('starting Holdfast, data in .local', 900);
    timeline.add('  postgres ready after 0.2 s', 1_200);
    timeline.add('checkout  INFO  ready to serve', 1_300);
    expect(timeline.readyMs).toBeUndefined();
    timeline.add('  stripe-simulator ready after 1.0 s', 2_000);
    timeline.add('ready  http://127.0.0.1:3000', 2_100);
    expect(timeline).toEqual({
      supervisorMs: 900,
      readyMs: 2_100,
      steps: [
        { name: 'postgres', begunMs: 1_000, readyMs: 1_200 },
        { name: 'stripe-simulator', begunMs: 1_000, readyMs: 2_000 },
      ],
    });
  });
});
