import type { CoreContext, HandlerGroup } from '../core-context.ts';
import { revealReport, setRevealsPerHour } from './exposure.ts';

export function exposureHandlers({
  workspace,
  now,
  who,
}: CoreContext): HandlerGroup<'exposure.reveals' | 'exposure.setLimit'> {
  return {
    'exposure.reveals': ({ since }, session) => revealReport(workspace, who(session), since, now()),
    'exposure.setLimit': ({ revealsPerHour }, session) =>
      setRevealsPerHour(workspace, who(session), revealsPerHour, now()),
  };
}
