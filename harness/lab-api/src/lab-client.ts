import {
  type ActiveFault,
  type ArmedStrike,
  type EdgeStatus,
  type Fault,
  type Release,
  type Strike,
} from './edges.ts';
import { type LabBreaker, type UnreachableProcess } from './stack.ts';
import { type CustomersSetting } from './verdict.ts';

/** The lab's control API. Calls reject with the lab's own message. */
export class LabClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  edges(): Promise<EdgeStatus[]> {
    return this.call('GET', '/edges') as Promise<EdgeStatus[]>;
  }

  fault(route: string, fault: Fault): Promise<ActiveFault> {
    return this.call('POST', `/edges/${encodeURIComponent(route)}/faults`, fault) as Promise<ActiveFault>;
  }

  faults(): Promise<ActiveFault[]> {
    return this.call('GET', '/faults') as Promise<ActiveFault[]>;
  }

  /** Ignores a fault that has already expired. */
  async clear(faultId: string): Promise<void> {
    const { status, text } = await this.ask('DELETE', `/faults/${faultId}`);
    if (status >= 400 && status !== 404)
      throw new Error(`The lab refused to clear ${faultId} (${status}): ${text}`);
  }

  /** Every dependency of every process, or why a process does not report any. */
  breakers(): Promise<(LabBreaker | UnreachableProcess)[]> {
    return this.call('GET', '/breakers') as Promise<(LabBreaker | UnreachableProcess)[]>;
  }

  strike(strike: Strike): Promise<ArmedStrike> {
    return this.call('POST', '/strikes', strike) as Promise<ArmedStrike>;
  }

  strikes(): Promise<ArmedStrike[]> {
    return this.call('GET', '/strikes') as Promise<ArmedStrike[]>;
  }

  /** Removes a strike and forwards its held message. Ignores one that is already gone. */
  async disarm(strikeId: string): Promise<void> {
    const { status, text } = await this.ask('DELETE', `/strikes/${strikeId}`);
    if (status >= 400 && status !== 404)
      throw new Error(`The lab refused to remove ${strikeId} (${status}): ${text}`);
  }

  async release(strikeId: string, how: Release): Promise<void> {
    await this.call('POST', `/strikes/${strikeId}/release`, { how });
  }

  async heal(): Promise<void> {
    await this.call('POST', '/heal');
  }

  /** Resets the connections that `black_hole` has silenced, which healing leaves as they are. */
  async resetSilent(): Promise<void> {
    await this.call('POST', '/reset-silent');
  }

  /** Lets synthetic customers in; 0 a second ends that. */
  async customers(setting: CustomersSetting): Promise<void> {
    await this.call('PUT', '/customers', setting);
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const { status, text } = await this.ask(method, path, body);
    if (status >= 400) throw new Error(`The lab refused ${method} ${path} (${status}): ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  private async ask(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
    const response = await fetch(this.url + path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  }
}
