import { type CallGraph } from '@holdfast/local-stack/call-graph';
import { type Rendering } from './rendering.ts';

/** What the code, its documents and its packages say that the manifests must agree with. */
export interface Facts {
  readonly graph: CallGraph;
  /** Of the root package.json. */
  readonly version: string;
  /** How long a service may take to end, ms. */
  readonly drainMs: number;
  /** Paths that every service answers for operators: `/health/live`. */
  readonly operatorPaths: readonly string[];
  /** What checkout offers to the public: `/checkouts`. */
  readonly publicPaths: readonly string[];
  /** The settings each service knows, from its .env.example. */
  readonly settings: ReadonlyMap<string, ReadonlySet<string>>;
  /** The services that bring migrations. */
  readonly migrated: readonly string[];
  /** Secrets that docs/how-to/deploy-to-kubernetes.md asks for, with their keys. */
  readonly outsideSecrets: ReadonlyMap<string, readonly string[]>;
}

export interface Subject {
  readonly rendering: Rendering;
  readonly facts: Facts;
  /** Whether databases, queues, mail and Stripe are in the cluster or outside. */
  readonly servers: 'inside' | 'outside';
  /** Whether nothing may be left to be filled in. */
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

/** A rule that looks at one thing after the other. */
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
