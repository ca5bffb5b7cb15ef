import { type EdgeConfig } from '@holdfast/lab-api';

/** Resolves the addresses of calls: an edge of the lab, or the first upstream with the lab off. */
export class Wiring {
  private readonly edges: readonly EdgeConfig[];
  private readonly isLabOn: boolean;

  constructor(edges: readonly EdgeConfig[], isLabOn: boolean) {
    this.edges = edges;
    this.isLabOn = isLabOn;
  }

  /** The address that `from` uses for an HTTP or SMTP role. Throws if there is no such edge. */
  url(from: string, to: string): string {
    const edge = this.find(from, to);
    if (edge === undefined) throw new Error(`there is no edge from ${from} to ${to}`);
    return `${edge.protocol}://${this.hostOf(edge)}`;
  }

  /** The address that `from` uses for a server; unchanged without an edge to it. */
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
