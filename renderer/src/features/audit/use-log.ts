import { useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useServices } from '../../app/services.ts';
import { filtersOf, type AuditSearch } from './audit-search.ts';
import type { LogRow } from './AuditTable.tsx';
import type { Proof } from './ProofBanner.tsx';

const PAGE = 200;
/** A log up to this many entries is checked when the screen opens; a longer one when somebody asks. */
export const CHECKED_UNASKED = 100_000;

export interface LogList {
  readonly rows: readonly LogRow[];
  readonly total: number | null;
  /** How many of `total` are decisions that were taken back. */
  readonly takenBack: number;
  readonly error: Error | null;
  readonly loadMore: () => void;
  readonly refresh: () => void;
}

/**
 * The entries that match. Every reading is itself an entry of the log, so the list is read when the filters change or
 * somebody asks, never because the log changed.
 */
export function useLog(search: AuditSearch): LogList {
  const { api } = useServices();
  const query = useInfiniteQuery({
    queryKey: ['log', search],
    queryFn: ({ pageParam }) =>
      api('log.search', { filters: filtersOf(search, Date.now()), before: pageParam, limit: PAGE }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.nextBefore ?? undefined,
    staleTime: 10_000,
  });
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = query;
  return useMemo(
    () => ({
      rows: data?.pages.flatMap((page) => page.rows) ?? [],
      total: data?.pages[0]?.total ?? null,
      takenBack: data?.pages[0]?.takenBack ?? 0,
      error,
      loadMore: () => {
        if (hasNextPage && !isFetching) void fetchNextPage();
      },
      refresh: () => void refetch(),
    }),
    [data, error, hasNextPage, isFetching, fetchNextPage, refetch],
  );
}

/** The last verification of the whole log in this window. */
export function useProof(isUnasked: boolean): UseQueryResult<Proof> {
  const { api } = useServices();
  return useQuery({
    queryKey: ['proof'],
    queryFn: () => api('log.verify', {}),
    enabled: isUnasked,
    staleTime: Infinity,
    gcTime: Infinity,
  });
}
