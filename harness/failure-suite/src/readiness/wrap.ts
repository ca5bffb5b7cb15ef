const width = 120;

/** Joins the items in lines of at most 120 columns; an item is never divided. */
export function wrap(items: readonly string[], separator: string): string[] {
  const lines: string[] = [];
  for (const [index, item] of items.entries()) {
    const text = index < items.length - 1 ? item + separator : item;
    const last = lines.at(-1);
    if (last === undefined || (last + text).trimEnd().length > width) lines.push(text);
    else lines[lines.length - 1] = last + text;
  }
  return lines.map((line) => line.trimEnd());
}
