import { bundlePrograms, type ProgramFiles, stackPrograms } from '@holdfast/local-stack';
import { ComposeStack } from '../compose/compose-stack.ts';
import { type Target } from '../cli/arguments.ts';
import { StackProcess } from '../system/stack-process.ts';
import { type StartStack } from '../system/stack.ts';
import { stackEnvironment } from './stack-environment.ts';
import { stackSettings, type ProcessEnvironment } from './stack-settings.ts';

/**
 * Starts stacks of the target. Local stacks read PATH, LOG_LEVEL, EXTRA_SERVICES and WITHOUT_SERVICES from
 * the environment; docker gets all of it. Programs are bundled first, because processes are killed and
 * restarted so often.
 */
export function startStack(target: Target, processEnvironment: ProcessEnvironment): StartStack {
  if (target === 'compose')
    return (portBase, { settings }, signal) =>
      ComposeStack.start({ portBase, environments: stackEnvironment(settings), processEnvironment }, signal);
  let bundling: Promise<ProgramFiles> | undefined;
  return async (portBase, wanted, signal) => {
    const programs = await (bundling ??= bundlePrograms(stackPrograms));
    return StackProcess.start({ ...stackSettings(processEnvironment, portBase, wanted), programs }, signal);
  };
}
