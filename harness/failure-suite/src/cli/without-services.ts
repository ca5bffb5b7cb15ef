import { UsageError } from '@holdfast/engine';
import { CannotStart, readSettings } from '@holdfast/local-stack';
import { type ProcessEnvironment } from '../run/stack-settings.ts';

/** The services that WITHOUT_SERVICES names. @throws UsageError if one is unknown or needed */
export function readWithoutServices({
  EXTRA_SERVICES,
  WITHOUT_SERVICES,
}: ProcessEnvironment): readonly string[] {
  try {
    return readSettings({ EXTRA_SERVICES, WITHOUT_SERVICES }).withoutServices ?? [];
  } catch (error) {
    throw error instanceof CannotStart ? new UsageError(error.message) : error;
  }
}
