const place = /`([^`\n]+)` in\s+\[([\w.-]+\.ts):\d+\]\(([^)#]+)#L\d+\)/g;

/**
 * The page with the current line of every symbol that it names, as in "`Breaker` in [breaker.ts:53](…#L53)".
 * Throws if a file no longer has its symbol.
 */
export function withCurrentLines(page: string, read: (link: string) => string): string {
  return page.replaceAll(place, (text, symbol: string, file: string, link: string) => {
    const line = lineOf(symbol, read(link));
    if (line === 0) throw new Error(`${link} has no "${symbol}"`);
    return text.replace(/\[[^\]]+\]/, `[${file}:${line}]`).replace(/#L\d+/, `#L${line}`);
  });
}

/** A line that declares the symbol goes before one that uses it. 0: there is none. */
function lineOf(symbol: string, source: string): number {
  const lines = source.split('\n');
  const declares = lines.findIndex((line) => line.startsWith('export') && line.includes(symbol));
  return (declares === -1 ? lines.findIndex((line) => line.includes(symbol)) : declares) + 1;
}
