import type { CoreContext, HandlerGroup } from '../core-context.ts';
import { decide, listKeys, listProposals, propose } from './proposals.ts';

type Method = 'keys.list' | 'keys.propose' | 'proposals.list' | 'proposals.decide';

/** Keys and the two-person rule for changing them. */
export function keyHandlers({ workspace, now, who, emit }: CoreContext): HandlerGroup<Method> {
  const logged = <Value>(value: Value): Value => {
    emit({ type: 'log.changed' });
    return value;
  };
  return {
    'keys.list': () => listKeys(workspace, now()),
    'keys.propose': async ({ change }, session) => logged(await propose(workspace, change, who(session), now())),
    'proposals.list': async () => ({ proposals: await listProposals(workspace) }),
    'proposals.decide': async (input, session) => logged(await decide(workspace, input, who(session), now())),
  };
}
