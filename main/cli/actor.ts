import { userOf, type WorkspaceInfo } from '../core/workspace/info.ts';
import type { CliContext } from './context.ts';

/** Who brings a bundle in: the person given with `--as`, or `quintet` when nobody is named. */
export function bringerOf(context: CliContext, info: WorkspaceInfo): string {
  return context.actor === null ? 'quintet' : userOf(info, context.actor).id;
}
