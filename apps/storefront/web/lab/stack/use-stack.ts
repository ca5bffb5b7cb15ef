import { type StackReport } from '@holdfast/lab-api';
import { useQuery } from '@tanstack/react-query';
import { useConnection } from '../stream/use-lab.ts';
import { readStack } from './stack.read.ts';

const retryMs = 2_000;

/** The stack around the lab, which stays the same while the lab runs. Undefined until it is read. */
export function useStack(): StackReport | undefined {
  const { kind } = useConnection();
  const { data } = useQuery({
    queryKey: ['lab', 'stack'],
    queryFn: ({ signal }) => readStack(signal),
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data === undefined && kind !== 'lost' ? retryMs : false),
  });
  return data;
}
