import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';

const script = 'tools/bundle-pages.mjs';

describe('tools/bundle-pages.mjs', () => {
  let root: string;
  const at = (name: string): string => path.join(root, name);
  const page = (folder: string): string => at(`apps/storefront/dist/${folder}/index.html`);
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  };
  const bundle = (): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, [at(script)], { cwd: root, encoding: 'utf8' });

  /** A repository with one page, which shows a constant of a library and the mode of its bundle. */
  beforeEach(() => {
    root = temporaryFolder();
    symlinkSync(path.join(repositoryRoot, 'node_modules'), at('node_modules'));
    write('package.json', '{ "type": "module" }');
    write('package-lock.json', '{}');
    write('libs/contracts/src/tea.ts', 'export const price = "4200";');
    write('apps/storefront/web/index.html', '<script type="module" src="/main.ts"></script>');
    write(
      'apps/storefront/web/main.ts',
      'import { price } from "../../../libs/contracts/src/tea"; console.log(price, process.env.NODE_ENV, import.meta.env.MODE);',
    );
    write(
      'apps/storefront/vite.config.ts',
      `export default ({ mode }) => ({
        root: import.meta.dirname + '/web',
        build: { outDir: '../dist/' + (mode === 'demo' ? 'web-demo' : 'web'), emptyOutDir: true, assetsDir: '', rolldownOptions: { output: { entryFileNames: 'main.js' } } },
      });`,
    );
    mkdirSync(at('tools'));
    cpSync(path.join(repositoryRoot, script), at(script));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const bundled = (folder: string): string =>
    readFileSync(at(`apps/storefront/dist/${folder}/main.js`), 'utf8');

  it('bundles both builds for production, whatever NODE_ENV is', () => {
    expect(bundle()).toMatchObject({ status: 0, stderr: '' });
    expect(bundled('web')).toMatch(/4200.*production.*production/s);
    expect(bundled('web-demo')).toMatch(/4200.*production.*demo/s);
  });

  it('bundles again only if a source changed, also one of a library, or if a bundle is gone', () => {
    const made = (): number => {
      expect(bundle()).toMatchObject({ status: 0 });
      return statSync(page('web')).mtimeMs;
    };
    const first = made();
    expect(made()).toBe(first);
    write('libs/contracts/src/tea.ts', 'export const price = "4400";');
    const second = made();
    expect(second).toBeGreaterThan(first);
    expect(bundled('web')).toContain('4400');
    write('libs/contracts/src/tea.unit.spec.ts', '');
    expect(made()).toBe(second);
    rmSync(page('web-demo'));
    expect(made()).toBeGreaterThan(second);
    expect(existsSync(page('web-demo'))).toBe(true);
  });

  it('fails on a page that does not build, and tries again the next time', () => {
    write('apps/storefront/web/main.ts', 'import "./no-such-page"');
    for (const { status, stderr } of [bundle(), bundle()]) {
      expect(status).toBe(1);
      expect(stderr).toContain('no-such-page');
    }
  });
});
