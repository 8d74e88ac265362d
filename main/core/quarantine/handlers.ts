import { ProblemError } from '../../../common/errors.ts';
import type { CoreContext, HandlerGroup } from '../core-context.ts';

type Method = 'quarantine.list' | 'quarantine.inspect' | 'quarantine.release' | 'quarantine.delete';

export function quarantineHandlers(context: CoreContext): HandlerGroup<Method> {
  const building = (): Promise<never> =>
    Promise.reject(new ProblemError('INTERNAL', `This part is being built (${context.workspace.info.id}).`));
  return {
    'quarantine.list': ({ limit }) => context.workspace.quarantine.list(limit),
    'quarantine.inspect': building,
    'quarantine.release': building,
    'quarantine.delete': building,
  };
}
