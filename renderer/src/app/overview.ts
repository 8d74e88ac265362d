import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ContractTypes } from '../../../common/contract.ts';
import { useServices } from './services.ts';
import { useMay } from './session.ts';

export type Overview = ContractTypes['queue.overview']['output'];

/** Least time between two readings of the overview: it must never compete with the next case. */
export const OVERVIEW_PAUSE_MS = 1000;

const KEY = ['overview'];

/** Counts, lanes and health of the workspace; never asked for where the role may not see them. */
export function useOverview(): UseQueryResult<Overview> {
  const { api } = useServices();
  const may = useMay();
  return useQuery({
    queryKey: KEY,
    queryFn: () => api('queue.overview', {}),
    enabled: may('queue.overview'),
    refetchInterval: 30_000,
  });
}

/** Reads the overview again some time after the core says that something changed. Mount once. */
export function useOverviewRefresh(): void {
  const { transport } = useServices();
  const client = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: KEY });
      }, OVERVIEW_PAUSE_MS);
    };
    const stop = transport.subscribe((event) => {
      if (event.type === 'queue.changed' || event.type === 'health.changed') refresh();
    });
    const stopConnection = transport.onConnection((connected) => {
      if (connected) refresh();
    });
    return () => {
      clearTimeout(timer);
      stop();
      stopConnection();
    };
  }, [client, transport]);
}

/** Whether anything may be shown or decided. */
export function useLogHealth(): Overview['health']['log'] {
  return useOverview().data?.health.log ?? 'ok';
}
