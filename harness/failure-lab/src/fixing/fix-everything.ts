import { type Healed } from '@holdfast/fault-proxy';
import { type FixReport } from '@holdfast/lab-api';
import { type LabContext } from '../context/lab-context.ts';
import { bringUp, type Done, supervisionOf } from './bring-up.ts';

/** Everything that was broken by hand works again when it resolves, or is listed as failed. */
export class FixEverything {
  private running: Promise<FixReport> | undefined;

  constructor(private readonly context: LabContext) {}

  /** Joins a fix that is in progress. */
  run(): Promise<FixReport> {
    return (this.running ??= this.fix().finally(() => (this.running = undefined)));
  }

  private async fix(): Promise<FixReport> {
    const { lab, fixHooks, provider } = this.context;
    // First those who would break something again.
    const hooks = await Promise.all(fixHooks.all.map((hook) => reported(hook)));
    const healed = await reported(async () => healedText(await lab.heal()));
    const up = await bringUp(supervisionOf(this.context)).catch(failure);
    // The local Stripe must be up for this.
    const cleared = await reported(async () => clearedText(await provider.clear()));
    const all = [...hooks, healed, up, cleared];
    return { did: all.flatMap(({ did }) => did), failed: all.flatMap(({ failed }) => failed) };
  }
}

const failure = (error: unknown): Done => ({
  did: [],
  failed: [error instanceof Error ? error.message : String(error)],
});

async function reported(step: () => Promise<readonly string[]>): Promise<Done> {
  try {
    return { did: await step(), failed: [] };
  } catch (error) {
    return failure(error);
  }
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function healedText({ faults, strikes }: Healed): readonly string[] {
  const parts = [
    ...(faults.length === 0 ? [] : [counted(faults.length, 'fault')]),
    ...(strikes.length === 0 ? [] : [counted(strikes.length, 'strike')]),
  ];
  return parts.length === 0 ? [] : [`Removed ${parts.join(' and ')}.`];
}

const clearedText = (removed: number): readonly string[] =>
  removed === 0 ? [] : [`Removed ${counted(removed, 'fault')} of the local Stripe.`];
