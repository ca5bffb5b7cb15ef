import { type SqlType, type StatementHead, type Write } from './write.ts';

/**
 * One value for each head and shape of writes: rows of the same shape can share a statement. The texts are
 * constants of the program, so comparing them is comparing pointers.
 */
export class ByShape<T> {
  private readonly heads = new Map<StatementHead, Node<T>>();

  get(head: StatementHead, writes: readonly Write[], make: () => T): T {
    let node = this.heads.get(head);
    if (node === undefined) this.heads.set(head, (node = new Node()));
    for (const write of writes) node = node.after(write);
    return (node.value ??= make());
  }
}

/** The shape of a write: all of it but its values. */
interface Shape extends Omit<Write, 'given'> {
  readonly columns: readonly (readonly [string, SqlType])[];
}

class Node<T> {
  value: T | undefined;
  private readonly next: { readonly shape: Shape; readonly node: Node<T> }[] = [];

  after(write: Write): Node<T> {
    for (const { shape, node } of this.next) if (hasShape(write, shape)) return node;
    const { name, after, text, given } = write;
    const columns = Object.entries(given).map(([column, [type]]) => [column, type] as const);
    const node = new Node<T>();
    this.next.push({ shape: { name, after, text, columns }, node });
    return node;
  }
}

function hasShape(write: Write, shape: Shape): boolean {
  if (write.text !== shape.text || write.name !== shape.name || write.after !== shape.after) return false;
  const columns = Object.keys(write.given);
  return (
    columns.length === shape.columns.length &&
    shape.columns.every(([column, type], i) => columns[i] === column && write.given[column]?.[0] === type)
  );
}
