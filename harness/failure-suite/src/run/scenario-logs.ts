import { messageOf } from '@holdfast/engine';
import { type Evidence } from '@holdfast/witness';
import { type LiveStack } from '../system/live-stack.ts';

interface ReadLogs {
  readonly logged: Pick<Evidence, 'logs' | 'secrets'>;
  readonly faults: readonly string[];
}

/** The logs of the services, from the start of one scenario. */
export class ScenarioLogs {
  private constructor(
    private readonly stack: LiveStack,
    private readonly begins: ReadonlyMap<string, number>,
  ) {}

  static async begin(stack: LiveStack): Promise<ScenarioLogs> {
    const { process, services } = stack;
    const begins = [...services.keys()].map(async (name) => [name, await process.logEnd(name)] as const);
    return new ScenarioLogs(stack, new Map(await Promise.all(begins)));
  }

  /** Logs that cannot be read prove nothing: that is a fault. */
  async read(): Promise<ReadLogs> {
    const { process } = this.stack;
    const secrets = Object.values(process.up.secrets);
    const logs = [...this.begins].map(async ([name, from]) => [name, await process.log(name, from)] as const);
    return Promise.all(logs).then(
      (read) => ({ logged: { logs: Object.fromEntries(read), secrets }, faults: [] }),
      (error: unknown) => ({ logged: {}, faults: [messageOf(error)] }),
    );
  }
}
