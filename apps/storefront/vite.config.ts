/** Bundles the pages: `vite build` without the failure lab, `vite build --mode demo` with it. */
import react from '@vitejs/plugin-react';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { pageSettingsOf, serverBefore } from './development-server.ts';

const web = path.join(import.meta.dirname, 'web');

/** The shop of `npm start`, which the development server (`npm run dev`) stands before. */
const shop = `http://127.0.0.1:${process.env['PORT_BASE'] ?? 3000}`;

/** Fetches the display font with the script instead of after it. */
function preloadedFont(): Plugin {
  return {
    name: 'preloaded-font',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((file) => file.includes('newsreader-latin-wght-normal'))
          .map((file) => ({
            tag: 'link',
            injectTo: 'head',
            attrs: { rel: 'preload', href: `/${file}`, as: 'font', type: 'font/woff2', crossorigin: true },
          })),
    },
  };
}

/** Takes the failure lab out of the page: the server knows by this tag which build it serves. */
function withoutLab(): Plugin {
  return {
    name: 'without-lab',
    transformIndexHtml: (html) => html.replace(/\s*<meta name="lab"[^>]*>/, ''),
  };
}

/** Compresses the assets once, so that the server never has to. Files that do not shrink stay alone. */
function precompressed(): Plugin {
  const compressions = { br: brotliCompressSync, gz: gzipSync };
  return {
    name: 'precompressed',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [fileName, file] of Object.entries(bundle)) {
          if (!/^assets\/.*\.(js|css|svg|map)$/.test(fileName)) continue;
          const content = Buffer.from(file.type === 'chunk' ? file.code : file.source);
          for (const [ending, compress] of Object.entries(compressions)) {
            const source = compress(content);
            if (source.length < content.length)
              this.emitFile({ type: 'asset', fileName: `${fileName}.${ending}`, source });
          }
        }
      },
    },
  };
}

export default defineConfig(({ mode }) => ({
  root: web,
  plugins: [
    react(),
    pageSettingsOf(shop),
    preloadedFont(),
    precompressed(),
    ...(mode === 'demo' ? [] : [withoutLab()]),
  ],
  define: { __LAB__: JSON.stringify(mode === 'demo') },
  resolve: { conditions: ['@holdfast/source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: path.join(import.meta.dirname, mode === 'demo' ? 'dist/web-demo' : 'dist/web'),
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // The Content-Security-Policy allows neither data: URLs nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: serverBefore(shop),
}));
