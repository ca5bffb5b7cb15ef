import { TcpGate } from './tcp-gate.ts';

/** A gate between a client and the server or servers at an address. */
export type Gate = Pick<
  TcpGate,
  'open' | 'shut' | 'freeze' | 'refuse' | 'refuseNew' | 'refused' | 'admitted' | 'hold' | 'release' | 'url'
>;

/** Opens a gate in front of the server at the address, or of each node of a Redis Cluster. */
export function gateTo(url: string): Gate {
  return url.startsWith('redis+cluster:') ? new ClusterGate(new URL(url)) : new TcpGate(new URL(url));
}

/**
 * A gate in front of every cluster node. Node addresses in CLUSTER SLOTS and MOVED responses are replaced by
 * their gates.
 */
class ClusterGate implements Gate {
  private readonly gates: readonly TcpGate[];
  private readonly portsOfNodes: readonly string[];

  constructor({ host, searchParams }: URL) {
    const nodes = [host, ...searchParams.getAll('node')].map((node) => new URL(`redis://${node}`));
    this.portsOfNodes = nodes.map(({ port }) => port);
    this.gates = nodes.map((node) => new TcpGate(node, (answer) => this.throughGates(answer)));
  }

  get refused(): number {
    return this.gates.reduce((sum, { refused }) => sum + refused, 0);
  }

  get admitted(): number {
    return this.gates.reduce((sum, { admitted }) => sum + admitted, 0);
  }

  get url(): string {
    const [first, ...others] = this.gates.map(({ url }) => new URL(url).host);
    return `redis+cluster://${first}?${others.map((node) => `node=${node}`).join('&')}`;
  }

  async open(): Promise<void> {
    for (const gate of this.gates) await gate.open();
  }

  async shut(): Promise<void> {
    for (const gate of this.gates) await gate.shut();
  }

  freeze(): void {
    for (const gate of this.gates) gate.freeze();
  }

  refuseNew(): void {
    for (const gate of this.gates) gate.refuseNew();
  }

  refuse(): void {
    for (const gate of this.gates) gate.refuse();
  }

  hold(): void {
    for (const gate of this.gates) gate.hold();
  }

  release(): void {
    for (const gate of this.gates) gate.release();
  }

  /** The response is short and the only one on its connection at that time, so it arrives in one chunk. */
  private throughGates(answer: Buffer): Buffer {
    if (!answer.includes('127.0.0.1')) return answer;
    const rewritten = answer
      .toString('latin1')
      .replaceAll(
        /(127\.0\.0\.1\r\n:|-MOVED \d+ 127\.0\.0\.1:)(\d+)/g,
        (_, before: string, port: string) => `${before}${this.portInstead(port)}`,
      );
    return Buffer.from(rewritten, 'latin1');
  }

  private portInstead(port: string): string {
    const gate = this.gates[this.portsOfNodes.indexOf(port)];
    if (gate === undefined) throw new Error(`no gate leads to the node at port ${port}`);
    return new URL(gate.url).port;
  }
}
