import { ProblemError } from '../../../common/errors.ts';
import type { CoreContext, HandlerGroup } from '../core-context.ts';

export function appealHandlers(context: CoreContext): HandlerGroup<'appeal.open'> {
  return {
    'appeal.open': () =>
      Promise.reject(new ProblemError('INTERNAL', `This part is being built (${context.workspace.info.id}).`)),
  };
}
