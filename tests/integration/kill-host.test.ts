import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ContractTypes } from '../../common/contract.ts';
import type { DecisionDraft } from '../../common/domain/decision.ts';
import { createApi, type Api } from '../../common/rpc.ts';
import { setRevealsPerHour } from '../../main/core/exposure/exposure.ts';
import { openWorkspace, type Workspace } from '../../main/core/workspace/open.ts';
import { createWebSocketTransport } from '../../renderer/src/transports/websocket.ts';
import { createBrowserClient } from './support/browser-client.ts';
import { makeBundle } from './support/bundles.ts';
import { accept } from './support/desk.ts';
import { freshWorkspace } from './support/temporary.ts';

/** Times the host is killed; `npm run soak` raises it. */
const KILLS = Number(process.env['QUINTET_KILLS'] ?? '6');
const WINDOWS = 3;
const DRAFT: DecisionDraft = { finding: 'violation', policy: 'HARASSMENT.insults', action: 'warn', reason: '' };
const ENTRY = fileURLToPath(new URL('./support/host-process.ts', import.meta.url));

let folder: string;
let remove: () => Promise<void>;
let rendererRoot: string;

beforeAll(async () => {
  ({ folder, remove } = await freshWorkspace());
  const workspace = await openWorkspace(folder, { asHost: false });
  const admin = (await workspace.people()).find(({ id }) => id === 'admin-01');
  // Three windows decide faster than any person: the limit of reveals is not what is tried here.
  if (admin) await setRevealsPerHour(workspace, admin, 10_000, Date.now());
  await workspace.close();
  rendererRoot = await mkdtemp(join(tmpdir(), 'quintet-renderer-'));
  await writeFile(join(rendererRoot, 'index.html'), '<!doctype html><title>Quintet</title>');
});

afterAll(async () => {
  await remove();
  await rm(rendererRoot, { recursive: true, force: true });
});

async function startHost(): Promise<{ process: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [ENTRY, folder, rendererRoot, '250'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  return { process: child, url: (JSON.parse(line) as { url: string }).url };
}

interface Acknowledged {
  readonly decisions: Map<string, number>;
  readonly bundles: Set<string>;
}

/** One window working as fast as it can until its host is gone. */
async function work(api: Api<ContractTypes>, acknowledged: Acknowledged): Promise<void> {
  for (;;) {
    try {
      const { case: view } = await api('review.next', { policies: null, includeSkipped: false });
      if (view === null) {
        await setImmediate();
        continue;
      }
      const lease = { caseId: view.caseId, token: view.token };
      await api('review.reveal', { lease, slot: 5, what: 'text' });
      const done = await api('review.decide', { lease, draft: DRAFT });
      if (!('index' in done)) continue;
      expect(acknowledged.decisions.has(view.caseId), 'a case was decided twice').toBe(false);
      acknowledged.decisions.set(view.caseId, done.index);
    } catch (error) {
      if ((error as { code?: string }).code === 'TRANSPORT_CLOSED') return;
      throw error;
    }
  }
}

/** Adds reports from a second process while the host lives and dies. */
async function feed(workspace: Workspace, acknowledged: Acknowledged, going: () => boolean): Promise<void> {
  while (going()) {
    const { id, raw } = makeBundle();
    if ((await accept(workspace, raw)) === 'queued') acknowledged.bundles.add(id);
  }
}

it(`loses nothing acknowledged and decides nothing twice when killed ${KILLS} times under load`, async () => {
  const acknowledged: Acknowledged = { decisions: new Map(), bundles: new Set() };
  for (let round = 0; round < KILLS; round += 1) {
    const host = await startHost();
    const workspace = await openWorkspace(folder, { asHost: false });
    let going = true;
    const feeding = feed(workspace, acknowledged, () => going);
    const client = createBrowserClient(host.url);
    // The first sign-in uses the launch token up; the windows then come in by the cookie, as a browser's do.
    await client.signIn();
    const transports = Array.from({ length: WINDOWS }, () => createWebSocketTransport(client.connector));
    // Opening the workspace is not what is to be interrupted, so the clock starts when a window was answered.
    await transports[0]?.invoke('session.hello', {});
    const working = transports.map((transport) => work(createApi<ContractTypes>(transport), acknowledged));
    // Screening begins once the libraries of masking are warm, half a second after the start.
    const lifetime = 600 + Math.floor(Math.random() * 900);
    // The moment of the kill is meant to be random, so this is a time and not an event.
    setTimeout(() => host.process.kill('SIGKILL'), lifetime);
    await once(host.process, 'exit');
    going = false;
    await Promise.all([feeding, ...working]);
    for (const transport of transports) transport.close();
    await workspace.close();
  }

  const survivor = await startHost();
  survivor.process.kill('SIGTERM');
  await once(survivor.process, 'exit');
  const workspace = await openWorkspace(folder, { asHost: true });
  try {
    await workspace.queue.recover({ at: new Date().toISOString(), actor: 'quintet' });
    const committed = new Map<string, number>();
    const received = new Set<string>();
    for await (const { columns, event } of workspace.log.exportRows({})) {
      if (event.kind === 'case.received') received.add(event.bundle);
      if (event.kind !== 'decision.committed') continue;
      expect(committed.has(event.case), 'two decisions on one case').toBe(false);
      committed.set(event.case, columns.index);
    }
    for (const [caseId, index] of acknowledged.decisions) expect(committed.get(caseId)).toBe(index);
    for (const id of acknowledged.bundles) expect(received.has(id)).toBe(true);
    const stats = await workspace.queue.stats();
    expect(stats.leased).toBe(0);
    const accounted = stats.ready + stats.delayed + stats.escalated + stats.dead + stats.decided + stats.settling;
    expect(accounted).toBe(received.size);
    expect(await workspace.log.verify()).toMatchObject({ ok: true, problems: [] });
    expect(acknowledged.decisions.size).toBeGreaterThan(KILLS);
    process.stdout.write(
      `${KILLS} kills: ${acknowledged.decisions.size} acknowledged decisions, ${acknowledged.bundles.size} acknowledged reports, all there\n`,
    );
  } finally {
    await workspace.close();
  }
}, 600_000);
