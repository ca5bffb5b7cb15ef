import { type OptionalService } from '@holdfast/local-stack';
import { type Stage } from '../stage.ts';

export interface Scene {
  readonly title: string;
  /** A service that the shop may not have; then the scene is left out. Default: none. */
  readonly needs?: OptionalService;
  /** Shows the scene and checks each step. @throws Error that names the step that did not happen */
  readonly play: (stage: Stage) => Promise<void>;
}
