/** The edge without copy numbers: `checkout->payments` for `checkout-2->payments`. */
export const routeOf = (edge: string): string =>
  edge
    .split('->')
    .map((name) => name.replace(/-\d+$/, ''))
    .join('->');

/** True if `pattern`, which is a route, an edge or `*`, matches this edge. */
export const means = (pattern: string, edge: string): boolean =>
  pattern === '*' || pattern === edge || pattern === routeOf(edge);
