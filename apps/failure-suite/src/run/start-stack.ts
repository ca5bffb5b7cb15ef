import { ComposeStack } from '../compose/compose-stack.ts';
import { type Target } from '../cli/arguments.ts';
import { StackProcess } from '../system/stack-process.ts';
import { type StartStack } from '../system/stack.ts';
import { stackEnvironment } from './stack-environment.ts';
import { stackSettings, type Surroundings } from './stack-settings.ts';

/** How a target's stacks are started. PATH, LOG_LEVEL and EXTRA_SERVICES are read from the surroundings; docker gets all of them. */
export function startStack(target: Target, surroundings: Surroundings): StartStack {
  if (target === 'compose')
    return (portBase, settings, signal) =>
      ComposeStack.start({ portBase, environments: stackEnvironment(settings), surroundings }, signal);
  return (portBase, settings, signal) =>
    StackProcess.start(stackSettings(surroundings, portBase, settings), signal);
}
