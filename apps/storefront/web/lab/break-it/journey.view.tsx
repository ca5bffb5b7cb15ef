import { useQuery } from '@tanstack/react-query';
import { useNow } from '../../say/use-now.ts';
import { readJourney } from './journey.read.ts';
import { breakItWords, journeyText } from './words.ts';

const everyMs = 1_000;

/** The tries of a pending order, and the next one. */
export function JourneyView({ orderId }: { readonly orderId: string }) {
  const now = useNow(true);
  const { data, error } = useQuery({
    queryKey: ['lab', 'journey', orderId],
    queryFn: () => readJourney(orderId),
    refetchInterval: everyMs,
    retry: false,
  });
  return (
    <div className="break-it-journey stack-tight">
      <h2 className="small">{breakItWords.journey}</h2>
      <p>{error === null ? journeyText(data, now) : error.message}</p>
    </div>
  );
}
