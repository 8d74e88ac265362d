import { ProblemError } from '../../../common/errors.ts';
import type { CoreContext, HandlerGroup } from '../core-context.ts';

type Method = 'keys.list' | 'keys.propose' | 'proposals.list' | 'proposals.decide';

export function keyHandlers(context: CoreContext): HandlerGroup<Method> {
  const building = (): Promise<never> =>
    Promise.reject(new ProblemError('INTERNAL', `This part is being built (${context.workspace.info.id}).`));
  return {
    'keys.list': building,
    'keys.propose': building,
    'proposals.list': building,
    'proposals.decide': building,
  };
}
