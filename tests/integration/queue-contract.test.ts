import { openWorkspace, type Workspace } from '../../main/core/workspace/open.ts';
import { describeQueueContract } from './support/queue-contract.ts';
import { freshWorkspace } from './support/temporary.ts';

describeQueueContract('embedded SQLite', async () => {
  const { folder, remove } = await freshWorkspace();
  let time = Date.UTC(2026, 0, 1);
  const now = (): number => time;
  const workspace = await openWorkspace(folder, { asHost: true, now });
  const { size: firstIndex } = await workspace.log.checkpoint();
  let other: Promise<Workspace> | null = null;
  return {
    queue: workspace.queue,
    firstIndex,
    other: async () => {
      other ??= openWorkspace(folder, { asHost: false, now });
      return (await other).queue;
    },
    advance: (ms) => {
      time += ms;
    },
    events: async () => {
      const events = [];
      for await (const { event } of workspace.log.exportRows({})) events.push(event);
      return events.slice(firstIndex);
    },
    close: async () => {
      await (await other)?.close();
      await workspace.close();
      await remove();
    },
  };
});
