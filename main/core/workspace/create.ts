import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ProblemError } from '../../../common/errors.ts';
import { verifiedName } from '../../tlog/names.ts';
import { formatVerifierKey, rawPublicKey } from '../../tlog/note.ts';
import type { WorkspaceInfo, WorkspaceUser } from './info.ts';
import { layoutOf, type WorkspaceLayout } from './layout.ts';
import { openWorkspace } from './open.ts';

const SAMPLE_USERS: readonly WorkspaceUser[] = [
  { id: 'mod-01', role: 'moderator' },
  { id: 'mod-02', role: 'moderator' },
  { id: 'lead-01', role: 'lead' },
];
const FIRST_USERS: readonly WorkspaceUser[] = [
  { id: 'mod-01', role: 'moderator' },
  { id: 'lead-01', role: 'lead' },
];

/**
 * Makes a workspace: keys, database, first users, first log entry. Everything is built in a folder beside the wanted
 * one and moved there whole, so that a crash leaves no half-made workspace. The device key is stored in the clear,
 * readable by its owner only, until keys are wrapped by a passphrase.
 * @throws ProblemError WORKSPACE_EXISTS, USAGE when the folder holds something else, DB_READONLY, DB_FULL
 */
export async function createWorkspace(folder: string, options: { sample: boolean }): Promise<WorkspaceInfo> {
  const wanted = layoutOf(folder);
  requireFree(wanted);
  try {
    mkdirSync(dirname(wanted.folder), { recursive: true });
    const building = mkdtempSync(join(dirname(wanted.folder), '.quintet-new-'));
    try {
      const info = await build(layoutOf(building), options.sample);
      if (existsSync(wanted.folder)) rmdirSync(wanted.folder);
      renameSync(building, wanted.folder);
      return info;
    } finally {
      rmSync(building, { recursive: true, force: true });
    }
  } catch (thrown) {
    if (thrown instanceof ProblemError) throw thrown;
    throw new ProblemError('DB_READONLY', `The workspace folder ${wanted.folder} cannot be made.`, { cause: thrown });
  }
}

function requireFree(wanted: WorkspaceLayout): void {
  if (existsSync(wanted.infoFile))
    throw new ProblemError('WORKSPACE_EXISTS', `There already is a workspace in ${wanted.folder}.`);
  let names: string[];
  try {
    names = readdirSync(wanted.folder);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return;
    throw new ProblemError('USAGE', `${wanted.folder} is not a folder that can be used.`);
  }
  if (names.length > 0)
    throw new ProblemError('USAGE', `The folder ${wanted.folder} is not empty. Name a new or an empty one.`);
}

async function build(layout: WorkspaceLayout, sample: boolean): Promise<WorkspaceInfo> {
  const id = randomBytes(8).toString('hex');
  const origin = `quintet/${id}`;
  const info: WorkspaceInfo = {
    format: 1,
    id,
    origin,
    device: `${origin}/device-1`,
    createdAt: new Date().toISOString(),
    sample,
    users: [...(sample ? SAMPLE_USERS : FIRST_USERS)],
  };
  writeKeys(layout, info);
  writeFileSync(layout.infoFile, `${JSON.stringify(info, null, 2)}\n`);
  const workspace = await openWorkspace(layout.folder, { asHost: false, create: true });
  try {
    await workspace.log.append({
      at: info.createdAt,
      actor: 'quintet',
      event: { kind: 'workspace.created', origin },
    });
  } finally {
    await workspace.close();
  }
  return info;
}

function writeKeys(layout: WorkspaceLayout, info: WorkspaceInfo): void {
  const { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject } = generateKeyPairSync('ed25519');
  const raw = rawPublicKey(publicKey);
  mkdirSync(layout.keyFolder, { mode: 0o700 });
  writeFileSync(layout.deviceKeyFile, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  writeFileSync(
    layout.publicKeysFile,
    [info.origin, info.device, verifiedName(info.origin)].map((name) => `${formatVerifierKey(name, raw)}\n`).join(''),
  );
}
