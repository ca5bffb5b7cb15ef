import { describe, expect, it } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import './email.metrics.ts';

describe('email_failed_attempts_total', () => {
  it('starts at 0, so that the first rejection of the sender is an increase', async () => {
    expect(await metrics.metrics()).toContain('email_failed_attempts_total{result="sender_rejected"} 0');
  });
});
