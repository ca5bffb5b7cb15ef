import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export type Tier = 'unit' | 'int';

export interface Spec {
  /** The path from the root. */
  readonly file: string;
  readonly tier: Tier;
  /** Imports between the spec and the mutated file. */
  readonly distance: number;
  /** It runs code in other processes, where it cannot be seen which mutants it reaches. */
  readonly startsProcesses: boolean;
}

const tierOf = (file: string): Tier | undefined =>
  (/\.(unit|int)\.spec\.ts$/.exec(file)?.[1] as Tier | undefined) ?? undefined;

/** The imports of one app or library within itself, and which files import each. */
class Workspace {
  private readonly texts = new Map<string, string>();
  private readonly importers = new Map<string, string[]>();
  private readonly imports = new Map<string, readonly string[]>();

  constructor(root: string, folder: string) {
    const files = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && /^(src|test)\//.test(file))
      .map((file) => `${folder}/${file}`);
    const { name } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as {
      name: string;
    };
    for (const file of files) this.texts.set(file, readFileSync(path.join(root, file), 'utf8'));
    for (const [file, text] of this.texts) {
      const imported = importsIn(text, file, { folder, name }).filter((each) => this.texts.has(each));
      this.imports.set(file, imported);
      for (const each of imported) this.importers.set(each, [...(this.importers.get(each) ?? []), file]);
    }
  }

  specsNear(file: string): readonly Spec[] {
    const distances = spread(file, (each) => this.importers.get(each) ?? []);
    return [...distances]
      .flatMap(([each, distance]) => {
        const tier = tierOf(each);
        return tier === undefined
          ? []
          : [{ file: each, tier, distance, startsProcesses: this.startsProcesses(each) }];
      })
      .sort((one, other) => one.distance - other.distance || one.file.localeCompare(other.file));
  }

  private startsProcesses(spec: string): boolean {
    const used = [...spread(spec, (each) => this.imports.get(each) ?? []).keys()];
    return used.some((file) => /\b(startService|spawn|fork)\(|\bdist\b/.test(this.texts.get(file) ?? ''));
  }
}

/** Relative imports, the workspace's own name, and its programs. */
function importsIn(text: string, file: string, { folder, name }: { folder: string; name: string }): string[] {
  const relative = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, to = '']) =>
    path.posix.join(path.posix.dirname(file), to),
  );
  const programs = [...text.matchAll(/dist\/([\w/-]+)\.js/g)].map(([, to = '']) => `${folder}/src/${to}.ts`);
  // A path that is put together: any program may be meant, and main.ts is the one that loads the most.
  const computed = /'dist'/.test(text) ? [`${folder}/src/main.ts`] : [];
  return [
    ...relative,
    ...programs,
    ...computed,
    ...(text.includes(`'${name}'`) ? [`${folder}/src/index.ts`] : []),
  ];
}

function spread(from: string, next: (file: string) => readonly string[]): ReadonlyMap<string, number> {
  const distances = new Map([[from, 0]]);
  for (const [file, distance] of distances)
    for (const each of next(file)) if (!distances.has(each)) distances.set(each, distance + 1);
  return distances;
}

/** Finds the specs of a file in its own app or library, nearest first. */
export class NearSpecs {
  private readonly workspaces = new Map<string, Workspace>();
  private readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  of(file: string): readonly Spec[] {
    const folder = file.split('/').slice(0, 2).join('/');
    const workspace = this.workspaces.get(folder) ?? new Workspace(this.root, folder);
    this.workspaces.set(folder, workspace);
    return workspace.specsNear(file);
  }
}
