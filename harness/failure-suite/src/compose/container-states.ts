/** A container's state, as `docker inspect` reports it. */
export interface ContainerState {
  /** `running`, `paused`, `exited`, … */
  readonly status: string;
  readonly startedAt: string;
}

/** The states of containers, in the order in which they were inspected. */
export function statesIn(json: string): readonly ContainerState[] {
  const all = JSON.parse(json) as readonly {
    readonly State: { readonly Status: string; readonly StartedAt: string };
  }[];
  return all.map(({ State: { Status, StartedAt } }) => ({ status: Status, startedAt: StartedAt }));
}
