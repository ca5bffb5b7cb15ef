import { type EdgeConfig, type LabEvent } from '@holdfast/lab-api';
import { freePort } from '@holdfast/local-stack';
import { type ServiceProcess, startService, temporaryFolder } from '@holdfast/testing';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: unknown;
}

/** The lab as a process, with its control API. */
export class LabProcess {
  readonly events: LabEvent[] = [];
  private readonly watching = new AbortController();

  private constructor(
    readonly process: ServiceProcess,
    private readonly folder: string,
  ) {}

  static async start(
    edges: readonly EdgeConfig[],
    stackControl?: string,
    observe?: object,
  ): Promise<LabProcess> {
    const [folder, controlPort] = [temporaryFolder(), await freePort()];
    const file = path.join(folder, 'lab.json');
    writeFileSync(file, JSON.stringify({ controlPort, edges, stackControl, observe }));
    const process = await startService({
      program: 'harness/failure-lab/dist/main.js',
      env: { LAB_CONFIG: file },
      port: controlPort,
    });
    return new LabProcess(process, folder);
  }

  async call(method: string, route: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.process.url}${route}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return {
      status: response.status,
      contentType: response.headers.get('content-type'),
      body: await response.json(),
    };
  }

  /** Keeps all events of the stream, until the lab ends. */
  async watch(query = '', events = this.events): Promise<void> {
    const response = await fetch(`${this.process.url}/events${query}`, { signal: this.watching.signal });
    void this.collect(response, events).catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.watching.abort();
    try {
      await this.process.stop();
    } finally {
      rmSync(this.folder, { recursive: true });
    }
  }

  private async collect(response: Response, events: LabEvent[]): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      const parts = `${text}${decoder.decode(chunk, { stream: true })}`.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts)
        if (part.startsWith('data: ')) events.push(JSON.parse(part.slice(6)) as LabEvent);
    }
  }
}
