import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

/** Marks our own request to the bundler, so that this plugin does not handle it again. */
const ours = Symbol('ours');

/**
 * Packages loaded on demand may be missing, such as Nest's optional ones: the program resolves them when it
 * runs.
 */
const missingPackages: Plugin = {
  name: 'missing packages',
  setup: (bundler) => {
    bundler.onResolve({ filter: /^[^./]/ }, async ({ path: name, pluginData, ...place }) => {
      if (place.kind !== 'dynamic-import' || pluginData === ours) return undefined;
      const { errors } = await bundler.resolve(name, { ...place, pluginData: ours });
      return errors.length > 0 ? { path: name, external: true } : undefined;
    });
  },
};

/**
 * The variable by which a Nest package hides from bundlers that it loads TypeORM. Unchanged, TypeORM would be
 * loaded twice.
 */
const hiding = /^const require = createRequire\(import\.meta\.url\);$/m;

const oneTypeorm: Plugin = {
  name: 'one TypeORM',
  setup: (bundler) => {
    bundler.onLoad(
      { filter: /[\\/]@nestjs[\\/]typeorm[\\/].*[\\/]typeorm-compat\.js$/ },
      async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        if (!hiding.test(text)) throw new Error(`${file} no longer loads TypeORM as expected`);
        return { contents: text.replace(hiding, '') };
      },
    );
  },
};

/** TypeScript wraps the path of an import, and the bundler cannot follow a wrapped one. */
const wrappedImport = /\bimport\(__rewriteRelativeImportExtension\((`[^`]*`)\)\)/g;

/** Our programs find their resources relative to their own files, not to the bundle. */
const ownPlaces: Plugin = {
  name: 'own places',
  setup: (bundler) => {
    bundler.onLoad(
      { filter: /[\\/](?:apps|libs|harness)[\\/][^\\/]+[\\/](?:dist[\\/].*\.js|(?:src|test)[\\/].*\.ts)$/ },
      async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        const places = {
          'import.meta.url': pathToFileURL(file).href,
          'import.meta.filename': file,
          'import.meta.dirname': path.dirname(file),
        };
        const contents = Object.entries(places).reduce(
          (code, [expression, place]) => code.replaceAll(expression, JSON.stringify(place)),
          text.replaceAll(wrappedImport, 'import($1)'),
        );
        return { contents, loader: file.endsWith('.ts') ? 'ts' : 'js' };
      },
    );
  },
};

/** Compiled code cannot be part of a bundle: it is loaded from its package. */
const compiledCode: Plugin = {
  name: 'compiled code',
  setup: (bundler) => {
    bundler.onLoad({ filter: /\.node$/ }, ({ path: file }) => ({
      contents: `process.dlopen(module, ${JSON.stringify(file)})`,
    }));
  },
};

export const bundlePlugins: readonly Plugin[] = [missingPackages, oneTypeorm, ownPlaces, compiledCode];
