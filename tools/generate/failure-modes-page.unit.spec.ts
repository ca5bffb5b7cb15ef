import { describe, expect, it } from '@jest/globals';
import { withConnections } from './failure-modes-page.ts';

const shop = '# Failure modes\n\n## Connections with a breaker\n\n### a → b\n\n- x\n';
const after = '\n## Databases\n\nText.\n';
const own = '\n## Connections of your own\n\n### c → d\n\n- y\n';

describe('connections of your own', () => {
  it('stand between those of the shop and the next heading', () => {
    expect(withConnections(`${shop}${after}`, '### c → d\n\n- y\n')).toBe(`${shop}${own}${after}`);
  });

  it('stand below each other', () => {
    const page = withConnections(`${shop}${own}${after}`, '### e → f\n\n- z\n');
    expect(page).toBe(`${shop}${own}\n### e → f\n\n- z\n${after}`);
  });

  it('may end the page', () => {
    expect(withConnections(shop, '### c → d\n\n- y\n')).toBe(`${shop}${own}`);
  });

  it('have no place on another page', () => {
    expect(() => withConnections('# Failure modes\n', 'x')).toThrow(
      'no heading "## Connections with a breaker"',
    );
  });
});
