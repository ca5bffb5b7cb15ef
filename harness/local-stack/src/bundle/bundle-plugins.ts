import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

/** Marks a question of our own to the bundler, which is not to come back to us. */
const ours = Symbol('ours');

/** What is loaded only when it is used may be absent, as Nest's own optional packages are: it is looked for when the program runs. */
export const missingPackages: Plugin = {
  name: 'packages that are missing',
  setup: (bundler) => {
    bundler.onResolve({ filter: /^[^./]/ }, async ({ path: name, pluginData, ...place }) => {
      if (place.kind !== 'dynamic-import' || pluginData === ours) return undefined;
      const { errors } = await bundler.resolve(name, { ...place, pluginData: ours });
      return errors.length > 0 ? { path: name, external: true } : undefined;
    });
  },
};

/** The name by which a package of Nest hides from bundlers that it loads TypeORM: left as it is, there would be two of it. */
const hiding = /^const require = createRequire\(import\.meta\.url\);$/m;

export const oneTypeorm: Plugin = {
  name: 'one TypeORM',
  setup: (bundler) => {
    bundler.onLoad(
      { filter: /[\\/]@nestjs[\\/]typeorm[\\/].*[\\/]typeorm-compat\.js$/ },
      async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        if (!hiding.test(text)) throw new Error(`${file} loads TypeORM in another way than it did`);
        return { contents: text.replace(hiding, '') };
      },
    );
  },
};

/** Our own programs find what belongs to them from where their files are, and not from where the bundle is. */
export const ownPlaces: Plugin = {
  name: 'own places',
  setup: (bundler) => {
    bundler.onLoad(
      { filter: /[\\/](?:apps|libs)[\\/][^\\/]+[\\/]dist[\\/].*\.js$/ },
      async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        const places = {
          'import.meta.url': pathToFileURL(file).href,
          'import.meta.filename': file,
          'import.meta.dirname': path.dirname(file),
        };
        const contents = Object.entries(places).reduce(
          (code, [expression, place]) => code.replaceAll(expression, JSON.stringify(place)),
          text,
        );
        return { contents };
      },
    );
  },
};
