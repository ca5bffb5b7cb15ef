import './lab.css';
import { useQuery } from '@tanstack/react-query';
import { PageHeading } from '../say/page-heading.view.tsx';
import { Breakages } from './breakages.view.tsx';
import { Connections } from './connections.view.tsx';
import { FixEverything } from './fix-everything.view.tsx';
import { labPageWords } from './lab-words.ts';
import { readLab } from './lab.read.ts';
import { LabStatus } from './lab-status.view.tsx';
import { TryIt } from './try-it.view.tsx';
import { labWords } from './words.ts';

const everyMs = 2_000;

export default function LabPage() {
  const { data, dataUpdatedAt, error, errorUpdateCount, refetch } = useQuery({
    queryKey: ['lab'],
    queryFn: ({ signal }) => readLab(signal),
    refetchInterval: everyMs,
    staleTime: 0,
  });
  // The error is gone while the next read runs.
  const isUnread = error !== null || (data === undefined && errorUpdateCount > 0);
  return (
    <div className="lab stack-loose">
      <div className="stack">
        <PageHeading title={labWords.name}>{labWords.heading}</PageHeading>
        <p className="lead quiet">{labPageWords.intro}</p>
      </div>
      <div className="split">
        <div className="lab-state stack">
          <LabStatus state={data} readAt={dataUpdatedAt} isUnread={isUnread} />
          <FixEverything readBack={async () => (await refetch({ throwOnError: true })).data} />
        </div>
        <div className="lab-try stack">
          <TryIt />
          {data !== undefined && <Connections edges={data.edges} />}
        </div>
        <div className="lab-broken">
          <Breakages breakages={data?.breakages ?? []} />
        </div>
      </div>
    </div>
  );
}
