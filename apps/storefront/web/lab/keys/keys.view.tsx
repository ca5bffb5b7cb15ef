import './keys.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNow } from '../../say/use-now.ts';
import { KeyRow } from './key-row.view.tsx';
import { readKeys } from './keys.read.ts';
import { keysWords } from './words.ts';

const everyMs = 2_000;

/** Operations that have not ended, read while they are shown. */
export function Keys() {
  const [isOpen, setIsOpen] = useState(false);
  const now = useNow(isOpen);
  const { data: keys, error } = useQuery({
    queryKey: ['lab', 'keys'],
    queryFn: readKeys,
    enabled: isOpen,
    refetchInterval: everyMs,
    retry: false,
  });
  return (
    <details className="keys" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{keysWords.summary(isOpen && error === null ? keys?.length : undefined)}</summary>
      {error !== null && <p className="small">{error.message}</p>}
      {error === null && keys === undefined && <p className="small">{keysWords.reading}</p>}
      {error === null && keys?.length === 0 && <p className="small">{keysWords.none}</p>}
      {error === null && keys !== undefined && keys.length > 0 && (
        <ul className="keys-list">
          {keys.map((key) => (
            <KeyRow key={key.operationId} unfinished={key} now={now} />
          ))}
        </ul>
      )}
    </details>
  );
}
