import './lab.css';
import { useQuery } from '@tanstack/react-query';
import { PageHeading } from '../say/page-heading.view.tsx';
import { clockText } from '../say/time.ts';
import { Breakages } from './breakages.view.tsx';
import { Connections } from './connections.view.tsx';
import { FixEverything } from './fix-everything.view.tsx';
import { labPageWords } from './lab-words.ts';
import { readLab } from './lab.read.ts';
import { TryIt } from './try-it.view.tsx';
import { labWords } from './words.ts';

const everyMs = 2_000;

export default function LabPage() {
  const { data, dataUpdatedAt, error, refetch } = useQuery({
    queryKey: ['lab'],
    queryFn: ({ signal }) => readLab(signal),
    refetchInterval: everyMs,
    staleTime: 0,
  });
  const active = data?.breakages.filter(({ isActive }) => isActive) ?? [];
  const readAt = clockText(dataUpdatedAt);
  return (
    <div className="lab stack-loose">
      <div className="stack">
        <PageHeading title={labWords.name}>{labWords.heading}</PageHeading>
        <p className="lead quiet">{labPageWords.intro}</p>
      </div>
      {error !== null && (
        <div className="notice wait">
          <p>{labPageWords.unread}</p>
          {data !== undefined && <p className="digits">{labPageWords.lastRead(readAt)}</p>}
        </div>
      )}
      {data === undefined && error === null && <p className="quiet">{labPageWords.reading}</p>}
      {data !== undefined && (
        <section className="stack">
          <div className={active.length === 0 ? 'notice held' : 'notice broken'}>
            <p className="lab-count">
              {active.length === 0 ? labPageWords.nothing : labPageWords.broken(active.length)}
            </p>
            <p className="small digits">{labPageWords.readAt(readAt)}</p>
          </div>
          <Breakages breakages={data.breakages} />
          <FixEverything readBack={async () => (await refetch({ throwOnError: true })).data} />
        </section>
      )}
      <TryIt />
      {data !== undefined && <Connections edges={data.edges} />}
    </div>
  );
}
