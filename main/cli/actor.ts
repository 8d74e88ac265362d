import { ProblemError } from '../../common/errors.ts';
import type { Workspace } from '../core/workspace/open.ts';
import type { CliContext } from './context.ts';

/**
 * Who brings a bundle in: the person given with `--as`, or `quintet` when nobody is named.
 * @throws ProblemError USAGE when the workspace has no such person
 */
export async function bringerOf(context: CliContext, { people }: Pick<Workspace, 'people'>): Promise<string> {
  if (context.actor === null) return 'quintet';
  const known = (await people()).map(({ id }) => id);
  if (known.includes(context.actor)) return context.actor;
  throw new ProblemError(
    'USAGE',
    `There is no user "${context.actor}" in this workspace. It has: ${known.join(', ')}.`,
  );
}
