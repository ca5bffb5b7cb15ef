import { type LabProcess } from '@holdfast/lab-api';
import { now } from '@holdfast/witness';

type Seen = Pick<LabProcess, 'name' | 'state' | 'pid'>;

/** In containers, a dead process and an unreachable one look alike. */
const isAway = ({ state }: Seen): boolean => state === 'down' || state === 'stopping' || state === 'unknown';

/**
 * Notices that processes were killed, paused or started: through the page, through `npm run service`, or by a
 * signal from a terminal.
 */
export class ActWatch {
  private readonly before = new Map<string, Seen>();
  private lookedAt = now();

  constructor(private readonly acted: (process: string, act: string, at: number) => void) {}

  look(processes: readonly Seen[]): void {
    const at = now();
    for (const process of processes) {
      const before = this.before.get(process.name);
      if (before !== undefined) this.compare(before, process, at);
      this.before.set(process.name, process);
    }
    this.lookedAt = at;
  }

  /** It went at some time since the last look, and came back before this one. */
  private compare(before: Seen, process: Seen, at: number): void {
    const { name, pid } = process;
    const [was, is] = [isAway(before), isAway(process)];
    const isAnother = pid !== null && before.pid !== null && pid !== before.pid;
    if ((!was && is) || (!was && isAnother)) this.acted(name, 'kill', this.lookedAt);
    if ((was && !is) || (!was && !is && isAnother)) this.acted(name, 'start', at);
    if (before.state !== 'paused' && process.state === 'paused') this.acted(name, 'pause', this.lookedAt);
    if (before.state === 'paused' && process.state !== 'paused' && !is) this.acted(name, 'resume', at);
  }
}
