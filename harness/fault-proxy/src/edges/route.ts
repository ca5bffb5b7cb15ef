/** `checkout->payments` for `checkout-2->payments`: without the numbers of copies. */
export const routeOf = (edge: string): string =>
  edge
    .split('->')
    .map((name) => name.replace(/-\d+$/, ''))
    .join('->');

/** Does `pattern`, a route, an edge or `*`, mean this edge? */
export const means = (pattern: string, edge: string): boolean =>
  pattern === '*' || pattern === edge || pattern === routeOf(edge);
