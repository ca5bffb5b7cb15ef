import { type LabContext } from '../context/lab-context.ts';
import { bringUp } from '../fixing/bring-up.ts';
import { ProcessReader } from '../stack/process-reader.ts';

/** As `POST /heal-all`, but nothing is stopped: a run does this itself. Throws if something stays broken. */
export async function healStack(context: LabContext): Promise<void> {
  const { lab, processes, provider, stopping } = context;
  const reader = new ProcessReader(context);
  await lab.heal();
  const { failed } = await bringUp({
    isSupervised: processes.isSupervised,
    read: () => reader.read(),
    act: (name, action) => processes.act(name, action),
    signal: stopping,
  });
  await provider.clear();
  if (failed.length > 0) throw new Error(failed.join(' '));
}
