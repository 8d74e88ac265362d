import { ProblemError } from '../../../common/errors.ts';
import type { CoreContext, HandlerGroup } from '../core-context.ts';

type Method = 'people.list' | 'people.add' | 'people.change' | 'people.resetPassphrase';

export function peopleHandlers(context: CoreContext): HandlerGroup<Method> {
  const building = (): Promise<never> =>
    Promise.reject(new ProblemError('INTERNAL', `This part is being built (${context.workspace.info.id}).`));
  return {
    'people.list': building,
    'people.add': building,
    'people.change': building,
    'people.resetPassphrase': building,
  };
}
