import { useQuery } from '@tanstack/react-query';
import type { ContractTypes } from '../../../common/contract.ts';
import { useServices } from './services.ts';

export type Hello = ContractTypes['session.hello']['output'];

/** Who and what this window is connected to; undefined until the core has answered. */
export function useHello(): Hello | undefined {
  const { api } = useServices();
  return useQuery({ queryKey: ['hello'], queryFn: () => api('session.hello', {}), staleTime: Infinity }).data;
}
