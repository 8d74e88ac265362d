import type { CoreContext, HandlerGroup } from '../core-context.ts';
import { decideDisclosure, exportDisclosure, listDisclosures, proposeDisclosure } from './disclosure.ts';

type Method = 'disclosure.propose' | 'disclosure.list' | 'disclosure.decide' | 'disclosure.export';

/** Lawful requests: proposed by a lead, approved by two admins, handed out as one encrypted file. */
export function disclosureHandlers({ workspace, now, who, emit }: CoreContext): HandlerGroup<Method> {
  const logged = <Value>(value: Value): Value => {
    emit({ type: 'log.changed' });
    return value;
  };
  return {
    'disclosure.propose': async (request, session) =>
      logged(await proposeDisclosure(workspace, request, { by: who(session), now: now() })),
    'disclosure.list': async (_input, session) => ({ disclosures: await listDisclosures(workspace, who(session)) }),
    'disclosure.decide': async (input, session) =>
      logged(await decideDisclosure(workspace, input, { by: who(session), now: now() })),
    'disclosure.export': async ({ id }, session) =>
      logged(await exportDisclosure(workspace, id, { by: who(session), now: now() })),
  };
}
