/** Positions in the picture, in CSS pixels from its upper left corner. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const isStore = (name: string): boolean => stores.includes(name);

/** Bars under everything else, from the top. */
const stores = ['redis', 'postgres'];

/** A row, and a column between 0 and 3: 1.5 stands between two columns. */
interface Place {
  readonly row: number;
  readonly column: number;
}

/** The way of an order on top; below, the services beside that way. */
const places: Readonly<Record<string, Place>> = {
  shopper: { row: 0, column: 0 },
  checkout: { row: 0, column: 1 },
  payments: { row: 0, column: 2 },
  stripe: { row: 0, column: 3 },
  recommendations: { row: 1, column: 0 },
  email: { row: 1, column: 1.5 },
  mail: { row: 1, column: 3 },
};

/** Free of the lines from the rows above to the stores. */
const freeColumns = [0.55, 3];

const nodeWidth = 120;
const widths: Readonly<Record<string, number>> = { recommendations: 164 };
export const nodeHeight = 84;
/** Room for the line of the webhooks. */
const top = 62;
const rowGap = 92;
/** Room for the marks of the lines to the stores. */
const storeGap = 64;
const barHeight = 38;
const barGap = 10;
const lastColumn = 3;

const rowTop = (row: number): number => top + row * (nodeHeight + rowGap);

/** Services that have no place of their own take the free ones, in rows below. */
function placesOf(names: readonly string[]): ReadonlyMap<string, Place> {
  const services = names.filter((name) => !isStore(name));
  const others = services.filter((name) => places[name] === undefined);
  return new Map(
    services.map((name) => {
      const index = others.indexOf(name);
      const free = { row: 2 + Math.floor(index / freeColumns.length), column: freeColumnAt(index) };
      return [name, places[name] ?? free];
    }),
  );
}

const freeColumnAt = (index: number): number => freeColumns[index % freeColumns.length] ?? 0;

export interface Layout {
  readonly nodes: ReadonlyMap<string, Rect>;
  readonly height: number;
}

/** Columns share the width; nodes keep theirs, so that text never shrinks. */
export function layoutOf(names: readonly string[], width: number): Layout {
  const taken = placesOf(names);
  const pitch = (width - nodeWidth) / lastColumn;
  const nodes = new Map<string, Rect>();
  for (const [name, { row, column }] of taken) {
    const own = widths[name] ?? nodeWidth;
    const x = Math.round(Math.min(column * pitch + (nodeWidth - own) / 2, width - own));
    nodes.set(name, { x: Math.max(0, x), y: rowTop(row), width: own, height: nodeHeight });
  }
  const lastRow = Math.max(0, ...[...taken.values()].map(({ row }) => row));
  let bottom = rowTop(lastRow) + nodeHeight;
  for (const [index, name] of stores.filter((store) => names.includes(store)).entries()) {
    const y = bottom + (index === 0 ? storeGap : barGap);
    nodes.set(name, { x: 0, y, width, height: barHeight });
    bottom = y + barHeight;
  }
  return { nodes, height: bottom };
}
