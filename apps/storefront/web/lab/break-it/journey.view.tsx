import { useQuery } from '@tanstack/react-query';
import { useNow } from '../../say/use-now.ts';
import { readJourney } from './journey.read.ts';
import { breakItWords, journeySentences } from './words.ts';

const everyMs = 1_000;

/** The tries of a pending order, and the next one. Nothing for an order that has ended. */
export function JourneyView({ orderId }: { readonly orderId: string }) {
  const now = useNow(true);
  const { data, error } = useQuery({
    queryKey: ['lab', 'journey', orderId],
    queryFn: () => readJourney(orderId),
    refetchInterval: everyMs,
    retry: false,
  });
  if (error !== null) return <p className="break-it-journey small">{error.message}</p>;
  if (data === undefined) return <p className="break-it-journey small">{breakItWords.readingJourney}</p>;
  const sentences = data === null ? [] : journeySentences(data, now);
  if (sentences.length === 0) return null;
  return (
    <div className="break-it-journey stack-tight">
      <h2 className="small">{breakItWords.journey}</h2>
      <p>{sentences.join(' ')}</p>
    </div>
  );
}
