import { describe, expect, it } from '@jest/globals';
import { isPlainPath } from './plain-path.ts';

describe('isPlainPath', () => {
  it.each(['/products', '/api/orders/ord_1/history', '/images/tea.svg', '/images/a-b/c~1.v2.svg'])(
    'accepts %s',
    (path) => expect(isPlainPath(path)).toBe(true),
  );

  it.each([
    ...['', '/', '//products', '/products/', '/images//tea.svg', '/images/../metrics', '/images/./tea.svg'],
    ...['/images/.hidden', '/images/%2e%2e/metrics', '/%70roducts', '/images/..\\metrics', '/images/a;b'],
    ...['/products#x', '/images/t\u00e9a.svg', 'http://x/products', '/images/a\n'],
  ])('refuses %j', (path) => expect(isPlainPath(path)).toBe(false));
});
