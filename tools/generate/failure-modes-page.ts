const before = '## Connections with a breaker\n';
const own = '## Connections of your own\n';

/**
 * Adds sections below those of the shop, which a test of the shop covers one by one.
 * @throws Error if the page has another structure now
 */
export function withConnections(page: string, sections: string): string {
  const shop = page.indexOf(before);
  if (shop < 0) throw new Error(`docs/reference/failure-modes.md has no heading "${before.trim()}"`);
  const [heading, from] = page.includes(own) ? ['', page.indexOf(own)] : [`${own}\n`, shop];
  const next = page.indexOf('\n## ', from);
  const end = next < 0 ? page.length : next;
  const parts = [page.slice(0, end).trimEnd(), `${heading}${sections.trim()}`, page.slice(end).trim()];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
