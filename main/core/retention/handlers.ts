import type { CoreContext, HandlerGroup } from '../core-context.ts';
import { eraseCase, liftHold, setHold } from './erasure.ts';
import { applyRetention, retentionState, setRules } from './retention.ts';

type Method = 'retention.get' | 'retention.set' | 'retention.run' | 'hold.set' | 'hold.lift' | 'case.erase';

/** Rules of retention, holds, and erasing one case. */
export function retentionHandlers({ workspace, now, who, emit, problem }: CoreContext): HandlerGroup<Method> {
  const changed = <Value>(value: Value): Value => {
    emit({ type: 'queue.changed' });
    emit({ type: 'log.changed' });
    return value;
  };
  return {
    'retention.get': (_input, session) => retentionState(workspace, who(session), now()),
    'retention.set': async ({ rules }, session) => changed(await setRules(workspace, who(session), rules, now())),
    'retention.run': async (_input, session) =>
      changed(await applyRetention(workspace, { actor: who(session).id, now })),
    'hold.set': async (input, session) =>
      changed(await setHold(workspace, { ...input, person: who(session), now: now() })),
    'hold.lift': async (input, session) =>
      changed(await liftHold(workspace, { ...input, person: who(session), now: now() })),
    'case.erase': async (input, session) => {
      const { index, emptied } = await eraseCase(workspace, { ...input, person: who(session), now: now() });
      if (!emptied) problem('erased bytes wait in the write-ahead log', null);
      return changed({ index });
    },
  };
}
