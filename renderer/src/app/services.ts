import { createContext, useContext } from 'react';
import type { ContractTypes } from '../../../common/contract.ts';
import { isProblemCode, PROBLEMS, type Problem } from '../../../common/errors.ts';
import { RpcFailure, type Api, type Transport } from '../../../common/rpc.ts';
import type { ReviewSession } from '../features/review/review-session.ts';
import type { Announcer } from './announcer.ts';
import type { WindowSession } from './window-session.ts';

export type QuintetApi = Api<ContractTypes>;

/** What every screen may use of the running window, from one person's sign-in until the window locks. */
export interface Services {
  readonly window: WindowSession;
  readonly api: QuintetApi;
  readonly transport: Transport;
  readonly review: ReviewSession;
  readonly announcer: Announcer;
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error('ServicesContext is missing');
  return services;
}

/** What went wrong, as plain data with a sentence for a person; never a stack trace. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof RpcFailure && isProblemCode(thrown.code)) return { code: thrown.code, message: thrown.message };
  return { code: 'INTERNAL', message: PROBLEMS.INTERNAL };
}
