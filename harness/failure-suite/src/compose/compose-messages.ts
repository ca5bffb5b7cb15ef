import { type StackSecrets } from '@holdfast/local-stack';
import { type FromOwner } from '../system/owner-process.ts';

/** A stack of containers with names, networks and volumes of its own. */
export interface ComposeProject {
  readonly name: string;
  /** Of docker-compose.yml and what is laid over it. */
  readonly files: readonly string[];
  /** In which docker runs. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly containers: readonly string[];
  /** Made for it, and taken away with it. */
  readonly folder: string;
}

export interface ToComposeOwner {
  readonly start: ComposeProject;
}

export interface ComposeIsUp {
  readonly secrets: StackSecrets;
  readonly passwords: { readonly postgres: string; readonly redis: string };
}

export type FromComposeOwner = FromOwner<ComposeIsUp>;
