import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ContractTypes, MethodName } from '../../../common/contract.ts';
import type { Problem } from '../../../common/errors.ts';
import { problemOf, useServices } from '../app/services.ts';

export type Output<Name extends MethodName> = ContractTypes[Name]['output'];
export type Input<Name extends MethodName> = ContractTypes[Name]['input'];

/** How often a screen reads again what a colleague at another window may have changed. */
const READ_AGAIN_MS = 20_000;

/** What the core answers to a reading, kept fresh while the screen is open. */
export function useReading<Name extends MethodName>(
  method: Name,
  input: Input<Name>,
  readAgainMs: number | false = READ_AGAIN_MS,
): UseQueryResult<Output<Name>> {
  const { api } = useServices();
  return useQuery<Output<Name>>({
    queryKey: [method, input],
    queryFn: () => api(method, input),
    refetchInterval: readAgainMs,
    placeholderData: (old) => old,
  });
}

/** One thing a person can have done: running it, whether it runs, and why it was refused. */
export interface Act<Name extends MethodName> {
  /** Resolves with null when the core refused; `problem` then says why. A second press while it runs does nothing. */
  readonly run: (input: Input<Name>) => Promise<Output<Name> | null>;
  readonly isRunning: boolean;
  readonly problem: Problem | null;
}

/**
 * Calls the core and then reads the named procedures again (`run` stays the same function while that list does). Neither input nor answer is kept in a cache: passphrases
 * and recovery secrets pass through here.
 */
export function useAct<Name extends MethodName>(method: Name, refreshes: readonly MethodName[]): Act<Name> {
  const { api } = useServices();
  const client = useQueryClient();
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isBusy = useRef(false);
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const run = useCallback(
    async (input: Input<Name>): Promise<Output<Name> | null> => {
      if (isBusy.current) return null;
      isBusy.current = true;
      setRunning(true);
      setProblem(null);
      try {
        const answer = await api(method, input);
        await Promise.all(refreshes.map((name) => client.invalidateQueries({ queryKey: [name] })));
        return answer;
      } catch (thrown) {
        if (isShown.current) setProblem(problemOf(thrown));
        return null;
      } finally {
        isBusy.current = false;
        if (isShown.current) setRunning(false);
      }
    },
    [api, client, method, refreshes],
  );
  return { run, isRunning, problem };
}
