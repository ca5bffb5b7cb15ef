import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { overlays, readCommitted } from '../../check-k8s/render.ts';
import { hashOf, type RenderedObject } from './name-hash.ts';
import { dumped } from './rendering-with.ts';

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
    expect(named.length).toBeGreaterThan(4);
    for (const object of named) expect(object.metadata?.name).toMatch(new RegExp(`-${hashOf(object)}$`));
  });
});
