import { type LabStream } from '@holdfast/lab-api';

/** The values of the stream. `wire` adds to the ring instead. */
export type LabValues = Omit<LabStream, 'wire'>;

export const valueNames = [
  'verdict',
  'processes',
  'breakers',
  'faults',
  'customers',
  'run',
  'unattended',
  'counters',
  'edges',
] as const satisfies readonly (keyof LabValues)[];

export type Connection =
  /** No stream yet. */
  | { readonly kind: 'connecting'; readonly since: number }
  | { readonly kind: 'live' }
  /** `at`: the last time that the lab was heard, by the browser's clock. */
  | { readonly kind: 'lost'; readonly at: number };

/** The lab as last heard. Values outlive a lost stream: they are old then, and `connection` says so. */
export interface LabSight {
  readonly connection: Connection;
  readonly values: Partial<LabValues>;
}

export type Heard =
  | { readonly kind: 'connecting'; readonly at: number }
  | {
      [N in keyof LabValues]: { readonly kind: 'value'; readonly name: N; readonly value: LabValues[N] };
    }[keyof LabValues]
  | { readonly kind: 'lost'; readonly lastHeardAt: number };

export const startOfSight = (at: number): LabSight => ({
  connection: { kind: 'connecting', since: at },
  values: {},
});

/** Only a value proves that the lab is in sight: a connection that opens says nothing about its state. */
export function hear(sight: LabSight, heard: Heard): LabSight {
  switch (heard.kind) {
    case 'connecting':
      return sight.connection.kind === 'lost' ? sight : startOfSight(heard.at);
    case 'lost':
      return sight.connection.kind === 'lost'
        ? sight
        : { ...sight, connection: { kind: 'lost', at: heard.lastHeardAt } };
    case 'value':
      return {
        connection: sight.connection.kind === 'live' ? sight.connection : { kind: 'live' },
        values: { ...sight.values, [heard.name]: heard.value },
      };
  }
}
