type Entry = Readonly<Record<string, unknown>>;
interface Lock {
  readonly packages: Readonly<Record<string, Entry>>;
}

const dependencyFields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/**
 * A package-lock.json for the workspaces that are left: without the others, and with the dependencies of each
 * manifest. Packages that nothing needs any longer stay, which npm accepts.
 */
export function lockWithout(text: string, manifestOf: (workspace: string) => object | undefined): string {
  const lock = JSON.parse(text) as Lock;
  const isWorkspace = (name: string): boolean => !/(^|\/)node_modules\//.test(name);
  const gone = new Set(
    Object.keys(lock.packages).filter((name) => isWorkspace(name) && manifestOf(name) === undefined),
  );
  const isLeft = ([name, { resolved }]: readonly [string, Entry]): boolean =>
    !gone.has(String(resolved)) && ![...gone].some((each) => `${name}/`.startsWith(`${each}/`));
  const packages = Object.entries(lock.packages)
    .filter(isLeft)
    .map(([name, entry]) => [name, isWorkspace(name) ? updated(entry, manifestOf(name)) : entry] as const);
  return `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, undefined, 2)}\n`;
}

function updated(entry: Entry, manifest: object = {}): Entry {
  const fields = Object.entries(entry).flatMap(([field, value]) => {
    if (!dependencyFields.includes(field)) return [[field, value]];
    const now = (manifest as Readonly<Record<string, Entry | undefined>>)[field];
    return now === undefined ? [] : [[field, Object.fromEntries(Object.entries(now).sort())]];
  });
  return Object.fromEntries(fields) as Entry;
}
