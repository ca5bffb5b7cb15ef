import { type Endpoint } from '../http/endpoint.ts';
import { Params } from '../http/params.ts';

/** Names of parameters, with those inside each; empty for a plain one. */
export interface Names {
  readonly [name: string]: Names;
}

type Writable = { [name: string]: Writable };

/** Records the reads of an endpoint, of an empty request or of a full one with this option of each choice. */
class Recorder extends Params {
  constructor(
    private readonly names: Writable,
    private readonly option: number | undefined,
  ) {
    super({});
  }

  override text(name: string): string | undefined {
    return this.record(name, 'http://x');
  }
  override textOrUnset(name: string): string | undefined {
    return this.record(name, 'http://x');
  }
  override requiredText(name: string): string {
    this.record(name, '');
    return name === 'currency' ? 'usd' : 'x';
  }
  override integer(name: string): number | undefined {
    return this.record(name, 1_000);
  }
  override requiredInteger(name: string): number {
    this.record(name, 0);
    return 1_000;
  }
  override flag(name: string): boolean | undefined {
    return this.record(name, true);
  }
  override oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    return this.record(name, allowed[this.option ?? 0]);
  }
  override texts(name: string): string[] {
    this.record(name, '');
    return [];
  }
  override metadata(): Record<string, string> {
    this.record('metadata', '');
    return {};
  }
  override metadataChanges(): () => Record<string, string> {
    this.record('metadata', '');
    return () => ({});
  }
  override isText(): boolean {
    return false;
  }
  override nested(name: string): Params {
    this.record(name, '');
    return new Recorder((this.names[name] ??= {}), this.option);
  }

  private record<T>(name: string, value: T): T | undefined {
    this.names[name] ??= {};
    return this.option === undefined ? undefined : value;
  }
}

/** The parameters that an endpoint reads, found by running its check of them. */
export function takenParams({ prepare }: Endpoint): Names {
  const names: Writable = {};
  for (const option of [undefined, 0, 1, 2]) {
    try {
      prepare(new Recorder(names, option), 'id', 'secret');
    } catch {
      // A check refused the made-up values; another run, or the reads before it, have the names.
    }
  }
  return names;
}

/** `created[gt, gte, lt, lte]`, `limit`, … in the order of the alphabet. */
export function listed(names: Names): string[] {
  return Object.entries(names)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => {
      const inside = listed(inner);
      return inside.length === 0 ? name : `${name}[${inside.join(', ')}]`;
    });
}
