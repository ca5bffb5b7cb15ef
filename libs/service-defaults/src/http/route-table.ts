/**
 * Knows the methods of each route pattern, to distinguish a wrong method (405) from an unknown path (404).
 */
export class RouteTable {
  private readonly routes: { pattern: RegExp; methods: Set<string> }[] = [];

  add(url: string, methods: string | readonly string[]): void {
    const pattern = new RegExp(
      `^${url
        .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
        .replaceAll(/:[^/]+/g, '[^/]+')
        .replaceAll(String.raw`\*`, '.*')}$`,
    );
    this.routes.push({ pattern, methods: new Set([methods].flat()) });
  }

  /** The methods served at a path, sorted; empty when the path is unknown. */
  methodsOf(path: string): string[] {
    const found = this.routes
      .filter(({ pattern }) => pattern.test(path))
      .flatMap(({ methods }) => [...methods]);
    return [...new Set(found)].sort();
  }
}
