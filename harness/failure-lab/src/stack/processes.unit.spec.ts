import { describe, expect, it } from '@jest/globals';
import { Processes } from './processes.ts';

describe('processes without a supervisor', () => {
  it.each([
    ['kill', 'docker compose kill payments'],
    ['resume', 'docker compose unpause payments'],
  ])('name the command that does it to a container: %s', async (action, command) => {
    await expect(new Processes(undefined, true).act('payments', action)).rejects.toMatchObject({
      status: 503,
      message: `The lab cannot act on containers. Type: ${command}`,
    });
  });

  it('refuse an unknown action first', async () => {
    await expect(new Processes(undefined, true).act('payments', 'constructor')).rejects.toMatchObject({
      status: 404,
    });
  });
});
