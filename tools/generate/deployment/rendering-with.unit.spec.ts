import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { overlays, readCommitted } from '../../check-k8s/render.ts';
import { hashOf, type RenderedObject } from './name-hash.ts';
import { dumped, rehashed } from './rendering-with.ts';

describe.each(overlays)('every object of %s, which kustomize has rendered,', (overlay) => {
  const documents = readCommitted(overlay)
    .replace(/^#.*\n/, '')
    .split(/^---\n/m);
  const objects = documents.map((text) => load(text) as RenderedObject);

  it('is written as kustomize writes it', () => {
    expect(objects.map(dumped)).toEqual(documents);
  });

  it('has the hash of its data in its name', () => {
    const named = objects.filter(({ data }) => data !== undefined);
    expect(named).not.toEqual([]);
    for (const object of named) expect(object.metadata?.name).toMatch(new RegExp(`-${hashOf(object)}$`));
  });

  it('keeps its name, unless its data change', () => {
    expect(rehashed(readCommitted(overlay))).toBe(documents.join('---\n'));
    const [name = ''] = /email-settings-\w{10}/.exec(readCommitted(overlay)) ?? [];
    const changed = rehashed(
      readCommitted(overlay).replace(/^( {2}EMAIL_FROM: ).*/m, '$1Shop <shop@shop.example>'),
    );
    expect(changed).not.toContain(name);
    const object = load(changed.split(/^---\n/m).find((text) => text.includes('shop@shop.example')) ?? '');
    const fresh = `email-settings-${hashOf(object as RenderedObject)}`;
    expect(changed.split(fresh)).toHaveLength(readCommitted(overlay).split(name).length);
  });
});
