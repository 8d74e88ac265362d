import { rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CoreEvent } from '../../../common/rpc.ts';
import { FIRST_PEOPLE } from '../../../main/core/access/people.ts';
import type { Application } from '../../../main/core/application-port.ts';
import { startApplication, type ApplicationOptions } from '../../../main/core/application.ts';
import { SAMPLE_COST } from '../../../main/core/keys/passphrase.ts';
import { makeSlot, openVaultOfAnybody, putSlot, readVault, writeVault } from '../../../main/core/keys/vault.ts';
import { createWorkspace } from '../../../main/core/workspace/create.ts';
import { layoutOf } from '../../../main/core/workspace/layout.ts';
import { ruleClassifier } from './desk.ts';

const FIRST_PASSPHRASE = 'what everybody starts with';

/** Everybody has a passphrase of their own. */
export function passphraseOf(user: string): string {
  return `only ${user} knows this`;
}

let template: Promise<string> | null = null;

/**
 * A workspace that is no sample: it opens with a person's own passphrase and not otherwise. Made once per test file and
 * copied; its slots are made anew at the cost of a sample, so that signing in takes milliseconds.
 */
export async function lockedWorkspace(): Promise<{ folder: string; remove: () => Promise<void> }> {
  template ??= makeTemplate();
  const parent = await mkdtemp(join(tmpdir(), 'quintet-locked-'));
  const folder = join(parent, 'workspace');
  await cp(await template, folder, { recursive: true });
  return { folder, remove: () => rm(parent, { recursive: true, force: true }) };
}

/** Another workspace of the same people with the same passphrases, for what happens when files are mixed up. */
export async function otherLockedWorkspace(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const parent = await mkdtemp(join(tmpdir(), 'quintet-locked-'));
  const folder = join(parent, 'workspace');
  await make(folder);
  return { folder, remove: () => rm(parent, { recursive: true, force: true }) };
}

async function makeTemplate(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'quintet-template-'));
  process.once('exit', () => {
    rmSync(parent, { recursive: true, force: true });
  });
  const folder = join(parent, 'workspace');
  await make(folder);
  return folder;
}

async function make(folder: string): Promise<void> {
  const { info } = await createWorkspace(folder, { sample: false, passphrase: FIRST_PASSPHRASE });
  const { vaultFile } = layoutOf(folder);
  let file = readVault(vaultFile, info.id);
  const vault = await openVaultOfAnybody(file, FIRST_PASSPHRASE);
  for (const { id } of FIRST_PEOPLE) {
    const owner = { user: id, passphrase: passphraseOf(id) };
    file = putSlot(file, await makeSlot(info.id, vault.master, owner, SAMPLE_COST));
  }
  vault.close();
  writeVault(vaultFile, file);
}

/** An application, and what it told which window. */
export interface Watched extends Application {
  readonly events: readonly { readonly event: CoreEvent['type']; readonly session: string | null }[];
}

/** Starts the core as a host does: locked until somebody signs in. */
export async function startLocked(folder: string, options: Partial<ApplicationOptions> = {}): Promise<Watched> {
  const application = await startApplication({
    folder,
    classifier: ruleClassifier(),
    signIn: null,
    host: 'browser',
    ...options,
  });
  const events: { event: CoreEvent['type']; session: string | null }[] = [];
  application.onEvent(({ type }, session) => {
    events.push({ event: type, session });
  });
  return {
    handlers: application.handlers,
    permit: (session, method) => application.permit(session, method),
    events,
    onEvent: (listener) => application.onEvent(listener),
    sessionClosed: (session) => application.sessionClosed(session),
    lockAll: (cause) => application.lockAll(cause),
    close: () => application.close(),
  };
}
