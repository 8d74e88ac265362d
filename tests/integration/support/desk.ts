import type { BundleScore } from '../../../common/domain/scores.ts';
import { startApplication } from '../../../main/core/application.ts';
import type { Application } from '../../../main/core/application-port.ts';
import type { Classifier, ReadableBundle } from '../../../main/core/classifier/engine.ts';
import { acceptBundle } from '../../../main/core/intake/accept.ts';
import { openWorkspace, type Workspace } from '../../../main/core/workspace/open.ts';

/** Accepts one bundle as an import does. */
export async function accept(workspace: Workspace, raw: Uint8Array): Promise<string> {
  const { queue, quarantine, trust } = workspace;
  const outcome = await acceptBundle(raw, { queue, quarantine, trust, via: 'import', actor: 'quintet', now: Date.now });
  return outcome.outcome;
}

/**
 * A classifier with a rule instead of a model, where a test is about what happens around the classifier: "useless" is a
 * likely insult, everything else unlikely, and a text with "crash" stops it as a broken model would.
 */
export function ruleClassifier(): Classifier {
  const scoreOf = (bundle: ReadableBundle): BundleScore | null => {
    const read = bundle.messages.filter((message) => message.text !== null);
    if (read.some((message) => message.text?.includes('crash') === true)) throw new Error('stopped');
    if (read.length === 0) return null;
    const messages = read.map((message) => {
      const insult = message.text?.includes('useless') === true ? 0.9 : 0.05;
      const band = insult > 0.5 ? ('likely' as const) : ('unlikely' as const);
      return { slot: message.slot, role: message.role, scores: { insult }, label: 'insult' as const, band };
    });
    const counted = messages.filter((message) => message.role === 'subject');
    const insult = Math.max(0, ...counted.map((message) => message.scores.insult));
    const band = insult > 0.5 ? ('likely' as const) : ('unlikely' as const);
    return {
      bundleId: bundle.bundleId,
      case: {
        scores: { insult },
        label: 'insult',
        band,
        bands: { insult: band },
        slots: counted.map(({ slot }) => slot),
      },
      messages,
      model: { id: 'rule', sha256: '0'.repeat(64) },
    };
  };
  return {
    info: () =>
      Promise.resolve({ model: { id: 'rule', sha256: '0'.repeat(64) }, engine: 'cpu', labels: ['insult'], loadMs: 0 }),
    classify: (bundles) =>
      new Promise((resolve) => {
        resolve(bundles.map(scoreOf));
      }),
    close: () => Promise.resolve(),
  };
}

/** The window that keeps the workspace open whatever the windows of a test do. */
const KEEPER = { id: 'keeper' };

export interface RunningDesk {
  readonly application: Application;
  /** A second handle on the same folder, as a command line beside the host has it. */
  readonly workspace: Workspace;
  /** Resolves when nothing waits for screening any more. */
  screened(): Promise<void>;
}

/**
 * Starts the core on a sample workspace, as a host does; whoever calls first at a window is signed in as `actor`.
 * Ending: `application.close()` closes the workspace handle too.
 */
export async function startDesk(
  folder: string,
  options: { actor?: string; graceMs?: number; classifier?: Classifier; now?: () => number } = {},
): Promise<RunningDesk> {
  const started = await startApplication({
    folder,
    classifier: options.classifier ?? ruleClassifier(),
    signIn: { user: options.actor ?? 'mod-01', passphrase: null },
    host: 'browser',
    ...(options.graceMs === undefined ? {} : { graceMs: options.graceMs }),
    ...(options.now ? { now: options.now } : {}),
  });
  const workspace = await openWorkspace(folder, { asHost: false, ...(options.now ? { now: options.now } : {}) });
  const application: Application = {
    handlers: started.handlers,
    permit: (session, method) => started.permit(session, method),
    onEvent: (listener) => started.onEvent(listener),
    sessionClosed: (session) => started.sessionClosed(session),
    lockAll: (cause) => started.lockAll(cause),
    close: async () => {
      await started.close();
      await workspace.close();
    },
  };
  // Somebody has to be signed in for screening to run.
  await application.handlers['session.hello']({}, KEEPER);
  const screened = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = application.onEvent(check);
      function check(): void {
        workspace.queue.stats().then((stats) => {
          if (stats.unscored > 0 || stats.leased > 0) return;
          stop();
          resolve();
        }, reject);
      }
      check();
    });
  return { application, workspace, screened };
}
