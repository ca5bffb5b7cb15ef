import { type StackSecrets } from '@holdfast/local-stack';
import { type FromOwner } from '../system/owner-process.ts';

/** A stack of containers with its own names, networks and volumes. */
export interface ComposeProject {
  readonly name: string;
  /** docker-compose.yml and its overrides. */
  readonly files: readonly string[];
  /** The environment of docker. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly containers: readonly string[];
  /** A temporary folder that is removed with the stack. */
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
