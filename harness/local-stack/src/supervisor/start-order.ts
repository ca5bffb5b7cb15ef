/** A named node with the names of its dependencies. */
export interface OrderedNode {
  readonly name: string;
  /** These are done before it begins; in reverse order, it is done before they begin. */
  readonly dependsOn: readonly string[];
  /** As `dependsOn`, but only in reverse order. */
  readonly stopsBefore?: readonly string[];
}

/** The nodes in reverse: each waits for those that depend on it. */
export function reversed<T extends OrderedNode>(nodes: readonly T[]): T[] {
  return nodes.map((node) => ({
    ...node,
    dependsOn: nodes
      .filter(({ dependsOn, stopsBefore = [] }) => [...dependsOn, ...stopsBefore].includes(node.name))
      .map(({ name }) => name),
  }));
}

/** Throws if a node waits for a missing one, or in a circle. */
export function assertOrderable(nodes: readonly OrderedNode[]): void {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const done = new Set<string>();
  const visit = (node: OrderedNode, path: readonly string[]): void => {
    if (path.includes(node.name)) throw new Error(`${[...path, node.name].join(' waits for ')}: a circle.`);
    if (done.has(node.name)) return;
    for (const name of node.dependsOn) {
      const dependency = byName.get(name);
      if (dependency === undefined) throw new Error(`${node.name} waits for ${name}, which does not exist.`);
      visit(dependency, [...path, node.name]);
    }
    done.add(node.name);
  };
  for (const node of nodes) visit(node, []);
}

/**
 * Runs each node as soon as its dependencies are done, all others in parallel. After a failure it starts
 * nothing more, waits for the running nodes, and then throws the first failure.
 */
export async function runInOrder<T extends OrderedNode>(
  nodes: readonly T[],
  run: (node: T) => Promise<void>,
): Promise<void> {
  assertOrderable(nodes);
  const failures: unknown[] = [];
  const runs = new Map<string, Promise<void>>();
  const runAfterDependencies = async (node: T): Promise<void> => {
    await Promise.all(node.dependsOn.map((name) => started(name)));
    if (failures.length > 0) return;
    try {
      await run(node);
    } catch (error) {
      failures.push(error);
    }
  };
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const started = (name: string): Promise<void> => {
    const node = byName.get(name);
    const promise = runs.get(name) ?? (node === undefined ? Promise.resolve() : runAfterDependencies(node));
    runs.set(name, promise);
    return promise;
  };
  await Promise.all(nodes.map(({ name }) => started(name)));
  if (failures.length > 0) throw failures[0];
}
