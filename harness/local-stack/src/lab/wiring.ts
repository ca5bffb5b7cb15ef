import { type EdgeConfig } from '@holdfast/fault-proxy';

/** Where each process finds those it calls: at an edge of the lab, or, with the lab off, at the first that answers. */
export class Wiring {
  private readonly edges: readonly EdgeConfig[];
  private readonly isLabOn: boolean;

  constructor(edges: readonly EdgeConfig[], isLabOn: boolean) {
    this.edges = edges;
    this.isLabOn = isLabOn;
  }

  /** The address `from` is to use for a role that speaks HTTP or SMTP. Throws when nobody calls that way. */
  url(from: string, to: string): string {
    const edge = this.find(from, to);
    if (edge === undefined) throw new Error(`${from} calls no ${to} here`);
    return `${edge.protocol}://${this.hostOf(edge)}`;
  }

  /** A server's address as `from` is to use it; unchanged where no edge leads to it. */
  server(from: string, to: 'postgres' | 'redis', url: string): string {
    const edge = this.find(from, to);
    if (!this.isLabOn || edge === undefined) return url;
    const rewired = new URL(url);
    rewired.host = this.hostOf(edge);
    return rewired.href;
  }

  private hostOf({ port, upstreams }: EdgeConfig): string {
    if (this.isLabOn) return `127.0.0.1:${port}`;
    return `${upstreams[0]?.host}:${upstreams[0]?.port}`;
  }

  private find(from: string, to: string): EdgeConfig | undefined {
    return this.edges.find((edge) => edge.from === from && edge.to === to);
  }
}
