import { type CallGraph } from '@holdfast/local-stack/call-graph';
import { type Rendering } from './rendering.ts';

/** Facts of the code and docs that the manifests must match. */
export interface Facts {
  readonly graph: CallGraph;
  /** Of the root package.json. */
  readonly version: string;
  /** The longest time a service may take to stop, ms. */
  readonly drainMs: number;
  /** Operator paths that every service serves: `/health/live`. */
  readonly operatorPaths: readonly string[];
  /** The storefront's public paths: `/checkout/waiting`, `/api/products`. */
  readonly publicPaths: readonly string[];
  /** The version of Stripe.js that the pages are written for. */
  readonly stripeJsUrl: string;
  /** The settings of each service, from its .env.example. */
  readonly settings: ReadonlyMap<string, ReadonlySet<string>>;
  /** The services that have migrations. */
  readonly migrated: readonly string[];
  /** The Secrets in docs/how-to/deploy-to-kubernetes.md, with their keys. */
  readonly outsideSecrets: ReadonlyMap<string, readonly string[]>;
}

export interface Subject {
  readonly rendering: Rendering;
  readonly facts: Facts;
  /** Where databases, queues, mail and Stripe run: in the cluster or outside. */
  readonly servers: 'inside' | 'outside';
  /** True for a release, which may contain no placeholders. */
  readonly isRelease: boolean;
}

export interface Problem {
  /** `Deployment/checkout`. */
  readonly object: string;
  readonly text: string;
}

export interface Rule {
  readonly name: string;
  readonly find: (subject: Subject) => readonly Problem[];
}

/** A rule that checks each item of a kind. */
export function eachOf<Thing>(
  name: string,
  things: (subject: Subject) => readonly Thing[],
  title: (thing: Thing) => string,
  problemsOf: (thing: Thing, subject: Subject) => readonly (string | false | undefined)[],
): Rule {
  return {
    name,
    find: (subject) =>
      things(subject).flatMap((thing) =>
        problemsOf(thing, subject)
          .filter((text) => typeof text === 'string')
          .map((text) => ({ object: title(thing), text })),
      ),
  };
}
