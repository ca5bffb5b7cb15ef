import { describe, expect, it } from '@jest/globals';
import { RouteTable } from './route-table.ts';

describe('RouteTable', () => {
  const routes = new RouteTable();
  routes.add('/', 'GET');
  routes.add('/orders', ['POST']);
  routes.add('/orders', ['GET', 'HEAD']);
  routes.add('/orders/:orderId', 'GET');
  routes.add('/orders/:orderId/refunds', 'POST');
  routes.add('/images/*', ['GET', 'HEAD']);
  routes.add('/openapi.json', 'GET');

  it.each([
    ['/', ['GET']],
    ['/orders', ['GET', 'HEAD', 'POST']],
    ['/orders/ord_1', ['GET']],
    ['/orders/ord_1%2F2', ['GET']],
    ['/orders/ord_1/refunds', ['POST']],
    ['/images/tea.svg', ['GET', 'HEAD']],
    ['/images/a/b.svg', ['GET', 'HEAD']],
    ['/openapi.json', ['GET']],
  ])('knows the methods of %s', (path, methods) => expect(routes.methodsOf(path)).toEqual(methods));

  it.each(['/order', '/orders/', '/orders/1/2', '/orders/1/refunds/2', '/openapiXjson', '', '/x/orders'])(
    'knows nothing at %p',
    (path) => expect(routes.methodsOf(path)).toEqual([]),
  );
});
