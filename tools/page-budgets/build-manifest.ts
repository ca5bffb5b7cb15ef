import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Manifest } from 'vite';

/** One build of the pages, as Vite's manifest describes it. */
export class BuiltPages {
  readonly folder: string;
  private readonly manifest: Manifest;

  /** @throws Error if there is no build in the folder. */
  constructor(folder: string) {
    this.folder = folder;
    try {
      this.manifest = JSON.parse(readFileSync(path.join(folder, '.vite/manifest.json'), 'utf8')) as Manifest;
    } catch (cause) {
      throw new Error(`${folder} has no manifest of the pages. Run: npm run build`, { cause });
    }
  }

  /** The names of the chunks whose source is one of these files, relative to web/. */
  having(...sources: readonly string[]): readonly string[] {
    return sources.filter((source) => this.manifest[source] !== undefined);
  }

  /** Chunks that a browser loads with these: their static imports; with `isLazyToo` the dynamic ones too. */
  loadedWith(
    roots: readonly string[],
    { except = new Set<string>(), isLazyToo = false }: Extent = {},
  ): ReadonlySet<string> {
    const found = new Set<string>();
    const visit = (name: string): void => {
      const chunk = this.manifest[name];
      if (chunk === undefined || found.has(name) || except.has(name)) return;
      found.add(name);
      for (const each of chunk.imports ?? []) visit(each);
      if (isLazyToo) for (const each of chunk.dynamicImports ?? []) visit(each);
    };
    for (const root of roots) visit(root);
    return found;
  }

  /** Files of these chunks with such an ending, each once. */
  filesOf(chunks: ReadonlySet<string>, ending: RegExp): readonly string[] {
    const files = [...chunks].flatMap((name) => {
      const { file, css = [], assets = [] } = this.manifest[name] ?? { file: '' };
      return [file, ...css, ...assets];
    });
    return [...new Set(files)]
      .filter((file) => ending.test(file))
      .map((file) => path.join(this.folder, file));
  }
}

export interface Extent {
  readonly except?: ReadonlySet<string>;
  readonly isLazyToo?: boolean;
}
