import type { CoreContext, HandlerGroup } from '../core-context.ts';
import { deleteItem, inspectItem, releaseItem } from './quarantine-desk.ts';

type Method = 'quarantine.list' | 'quarantine.inspect' | 'quarantine.release' | 'quarantine.delete';

/** The lane of what was refused: list, look, release, delete. */
export function quarantineHandlers({ workspace, now, who, emit, problem }: CoreContext): HandlerGroup<Method> {
  const changed = <Value>(value: Value): Value => {
    emit({ type: 'queue.changed' });
    emit({ type: 'log.changed' });
    return value;
  };
  return {
    'quarantine.list': ({ limit }) => workspace.quarantine.list(limit),
    'quarantine.inspect': async ({ id }, session) => inspectItem(workspace, { id, person: who(session), now: now() }),
    'quarantine.release': async ({ id, reason }, session) =>
      changed(await releaseItem(workspace, { id, reason, person: who(session), now: now() })),
    'quarantine.delete': async ({ id, reason }, session) => {
      const { index, emptied } = await deleteItem(workspace, { id, reason, person: who(session), now: now() });
      if (!emptied) problem('deleted bytes wait in the write-ahead log', null);
      return changed({ index });
    },
  };
}
