import { QueryClient } from '@tanstack/react-query';

/** Reads of products and suggestions. Retries belong to the pages, which announce them. */
export const reads = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 30_000, networkMode: 'always', refetchOnWindowFocus: false },
  },
});
