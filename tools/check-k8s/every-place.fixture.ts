import { beforeAll, describe, expect, it } from '@jest/globals';
import { check } from './check.ts';
import { factsOfRepository } from './facts.ts';
import { type Mistake, withMistakes } from './mutants.fixture.ts';
import { type Overlay, overlays, readCommitted } from './render.ts';
import { type Facts } from './subject.ts';
import { type KubernetesObject, Rendering, titleOf } from './rendering.ts';

/** A rendering to make mistakes in. */
interface Rendered {
  readonly overlay: Overlay;
  readonly objects: readonly KubernetesObject[];
  readonly facts: Facts;
}

/** The objects in which something is found. */
function foundIn({ overlay, objects, facts }: Rendered, mistakes: readonly Mistake[]): ReadonlySet<string> {
  const rendering = new Rendering(withMistakes(objects, ...mistakes));
  const servers = overlay === 'demo' ? 'inside' : 'outside';
  return new Set(check({ rendering, facts, servers, isRelease: false }).map(({ object }) => object));
}

type Place = Pick<Mistake, 'path' | 'value'>;
type MistakeAt = (place: Place) => Place;

/** Every place in a value, those that contain others first. */
const placesIn = (value: unknown, path: Mistake['path'] = []): Place[] => [
  { path, value },
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))
    : []),
];
const isLeaf = ({ value }: Place): boolean => typeof value !== 'object';

const another: MistakeAt = ({ path, value }) => {
  if (typeof value === 'number') return { path, value: value + 1 };
  return { path, value: typeof value === 'boolean' ? !value : `${String(value)}x` };
};
const missing: MistakeAt = ({ path }) => ({ path, value: null });
const unknownInside: MistakeAt = ({ path, value }) => ({
  path: [...path, Array.isArray(value) ? value.length : 'unknown'],
  value: 'x',
});

/** The mistakes that are not found, each made alone. They are tried together first, one in each object. */
function accepted(rendered: Rendered, isMeant: (place: Place) => boolean, mistakeAt: MistakeAt): string[] {
  const ofObjects = rendered.objects.map((object) =>
    placesIn(object)
      .filter(isMeant)
      .map((place): Mistake => ({ title: titleOf(object), ...mistakeAt(place) })),
  );
  const most = Math.max(...ofObjects.map(({ length }) => length));
  const unfound = Array.from({ length: most }, (_, round) => {
    const together = ofObjects.flatMap((mistakes) => mistakes[round] ?? []);
    const found = foundIn(rendered, together);
    return together.filter(({ title }) => !found.has(title));
  }).flat();
  const alone = unfound.filter((mistake) => foundIn(rendered, [mistake]).size === 0);
  return [...new Set(alone.map(({ title, path }) => `${title.replace(/\/.*/, '')} ${path.join('.')}`))];
}

/** Places that an overlay chooses: one more, or another letter, is within the bounds of free.ts. */
const chosen: readonly string[] = [
  'ConfigMap data.STRIPE_PUBLISHABLE_KEY',
  'HorizontalPodAutoscaler spec.maxReplicas',
  'HorizontalPodAutoscaler spec.metrics.0.resource.target.averageUtilization',
  'HorizontalPodAutoscaler spec.minReplicas',
  'NetworkPolicy spec.egress.0.ports.0.port',
  'NetworkPolicy spec.ingress.0.from.0.namespaceSelector.matchLabels.kubernetes.io/metadata.name',
  'Secret data.postgres_password',
];

/** Checks that a mistake in any place of the renderings is found. */
export function describeEveryPlace(title: string, root: string): void {
  describe.each(overlays)(`every place of %s ${title}`, (overlay) => {
    let rendered: Rendered;
    beforeAll(async () => {
      const { objects } = Rendering.parse(readCommitted(overlay, root));
      rendered = { overlay, objects, facts: await factsOfRepository(root) };
    });

    it('has the expected value, unless an overlay may choose it', () => {
      expect(accepted(rendered, isLeaf, another).filter((place) => !chosen.includes(place))).toEqual([]);
    });

    it('is there', () => {
      expect(accepted(rendered, ({ path }) => path.length > 0, missing)).toEqual([]);
    });

    it('has no unknown place in it', () => {
      expect(accepted(rendered, (place) => !isLeaf(place), unknownInside)).toEqual([]);
    });
  });
}
