import { ProblemError } from '../../../common/errors.ts';
import type { CoreContext, HandlerGroup } from '../core-context.ts';

type Method = 'disclosure.propose' | 'disclosure.list' | 'disclosure.decide' | 'disclosure.export';

export function disclosureHandlers(context: CoreContext): HandlerGroup<Method> {
  const building = (): Promise<never> =>
    Promise.reject(new ProblemError('INTERNAL', `This part is being built (${context.workspace.info.id}).`));
  return {
    'disclosure.propose': building,
    'disclosure.list': building,
    'disclosure.decide': building,
    'disclosure.export': building,
  };
}
