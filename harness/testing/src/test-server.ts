import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ManagedProcess } from '@holdfast/local-stack';

/** A new, empty folder that every user can reach, because Postgres does not run as root. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-test-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** A shared server: started for its first user, stopped after its last. Ctrl-C stops it too. */
export class SharedTestServer {
  private holders = 0;
  private running: Promise<{ url: string; server: ManagedProcess; folder: string }> | undefined;
  private readonly start: (folder: string) => Promise<{ url: string; server: ManagedProcess }>;

  constructor(start: (folder: string) => Promise<{ url: string; server: ManagedProcess }>) {
    this.start = start;
  }

  async hold(): Promise<string> {
    this.holders += 1;
    this.running ??= this.startIn(temporaryFolder());
    return (await this.running).url;
  }

  async release(): Promise<void> {
    this.holders -= 1;
    if (this.holders > 0 || this.running === undefined) return;
    const { server, folder } = await this.running;
    this.running = undefined;
    await server.kill();
    rmSync(folder, { recursive: true });
  }

  private async startIn(folder: string): Promise<{ url: string; server: ManagedProcess; folder: string }> {
    const { url, server } = await this.start(folder);
    return { url, server, folder };
  }
}
