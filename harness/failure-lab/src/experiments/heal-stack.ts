import { type LabContext } from '../context/lab-context.ts';
import { bringUp, supervisionOf } from '../fixing/bring-up.ts';

/** As `POST /heal-all`, but nothing is stopped: a run does this itself. Throws if something stays broken. */
export async function healStack(context: LabContext): Promise<void> {
  await context.lab.heal();
  const { failed } = await bringUp(supervisionOf(context));
  await context.provider.clear();
  if (failed.length > 0) throw new Error(failed.join(' '));
}
