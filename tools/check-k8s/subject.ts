import { type Call, type ServiceNeeds } from '@holdfast/local-stack/call-graph';
import { type z } from 'zod';
import { type Difference, type Fields } from './compare.ts';
import { type Rendering } from './rendering.ts';

/** A service that both overlays deploy, or the simulator of Stripe. */
export interface ServiceFacts extends ServiceNeeds {
  readonly port: number;
  /** False if it has no database. */
  readonly isMigrated: boolean;
  /** The settings of its .env.example. */
  readonly example: Readonly<Record<string, string>>;
  /** Of its program; undefined if its source is not in this repository. */
  readonly schema: z.ZodType | undefined;
}

/** Facts of the code and docs that the manifests must match. */
export interface Facts {
  readonly services: readonly ServiceFacts[];
  readonly simulator: ServiceFacts;
  readonly calls: readonly Call[];
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
  /** The images of others that docker compose runs: `postgres:18`. */
  readonly images: readonly string[];
  /** The script that creates the databases of the demo. */
  readonly createDatabases: string;
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

/** Something that is not as expected. */
export interface Finding extends Difference {
  /** `Deployment/checkout`. */
  readonly object: string;
}

/** An object that must exist as it is here, and no other. */
export interface Expected {
  readonly title: string;
  readonly fields: Fields;
}
