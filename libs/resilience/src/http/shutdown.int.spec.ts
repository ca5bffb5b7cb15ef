import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The built program: only a separate process can exit on its own. */
const program = fileURLToPath(new URL('../../dist/http/shutdown.fixture.js', import.meta.url));

describe('a process whose dependencies close while calls are in progress', () => {
  it('exits on its own without unhandled rejections: calls in progress settle, later ones are refused', async () => {
    const child = spawn(process.execPath, [program], {
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 10_000,
    });
    const [output, errors, [code, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    expect({ errors, code, signal }).toEqual({ errors: '', code: 0, signal: null });
    expect(JSON.parse(output)).toEqual({
      slow: 200,
      hanging: 'timeout',
      late: 'timeout',
      first: 'connection_lost',
      second: 'connection_lost',
      waiting: 503,
      failing: 'connection_lost',
      refused: 'shutting_down',
      states: ['closed', 'open'],
    });
  });
});
