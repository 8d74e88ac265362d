import { ProblemError } from '../../../common/errors.ts';
import type { CoreContext, HandlerGroup } from '../core-context.ts';

type Method = 'retention.get' | 'retention.set' | 'retention.run' | 'hold.set' | 'hold.lift' | 'case.erase';

export function retentionHandlers(context: CoreContext): HandlerGroup<Method> {
  const building = (): Promise<never> =>
    Promise.reject(new ProblemError('INTERNAL', `This part is being built (${context.workspace.info.id}).`));
  return {
    'retention.get': building,
    'retention.set': building,
    'retention.run': building,
    'hold.set': building,
    'hold.lift': building,
    'case.erase': building,
  };
}
