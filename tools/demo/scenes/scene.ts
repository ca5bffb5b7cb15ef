import { type Stage } from '../stage.ts';

export interface Scene {
  readonly title: string;
  /** Shows the scene and checks each step. @throws Error that names the step that did not happen */
  readonly play: (stage: Stage) => Promise<void>;
}
