import { useQuery } from '@tanstack/react-query';
import { Breakages } from './breakages.view.tsx';
import { Connections } from './connections.view.tsx';
import { readLab } from './lab.read.ts';
import { LabStatus } from './lab-status.view.tsx';

const everyMs = 2_000;

/** Stands here until the system picture does: everything that is broken, and all connections. */
export function Picture() {
  const { data, dataUpdatedAt, error, errorUpdateCount } = useQuery({
    queryKey: ['lab'],
    queryFn: ({ signal }) => readLab(signal),
    refetchInterval: everyMs,
    staleTime: 0,
  });
  // The error is gone while the next read runs.
  const isUnread = error !== null || (data === undefined && errorUpdateCount > 0);
  return (
    <div className="stack">
      <LabStatus state={data} readAt={dataUpdatedAt} isUnread={isUnread} />
      <Breakages breakages={data?.breakages ?? []} />
      {data !== undefined && <Connections edges={data.edges} />}
    </div>
  );
}
