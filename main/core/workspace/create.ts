import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LogDraft, LogEvent } from '../../../common/domain/log.ts';
import { ProblemError } from '../../../common/errors.ts';
import { verifiedName } from '../../tlog/names.ts';
import { formatVerifierKey, rawPublicKey } from '../../tlog/note.ts';
import { FIRST_PEOPLE, rowOf, SAMPLE_PASSPHRASE, SAMPLE_PEOPLE, type Person } from '../access/people.ts';
import { FIRST_INTAKE_RULES, SECRETS, SETTINGS, sealUnderEnvelope } from '../keys/key-store.ts';
import { newDeviceKey, newTeamKey } from '../keys/new-keys.ts';
import { REAL_COST, requireStrong, SAMPLE_COST } from '../keys/passphrase.ts';
import { createVault, openWithMaster, writeVault, type OpenVault } from '../keys/vault.ts';
import { referencePlatform } from '../reporter/reference-platform.ts';
import { SAMPLE_PLATFORM } from '../reporter/sample-platform.ts';
import { writeInfo, type WorkspaceInfo } from './info.ts';
import { layoutOf, type WorkspaceLayout } from './layout.ts';
import { openWorkspace, type Workspace } from './open.ts';

/** Years a platform key made here is trusted. */
const PLATFORM_KEY_YEARS = 10;
const YEAR = 365 * 24 * 60 * 60 * 1000;

export interface CreateOptions {
  readonly sample: boolean;
  /** First passphrase of everybody, to be changed by each; a sample workspace has its own public one. */
  readonly passphrase: string | null;
}

export interface CreatedWorkspace {
  readonly info: WorkspaceInfo;
  readonly people: readonly Pick<Person, 'id' | 'role'>[];
}

/**
 * Makes a workspace: keys, database, first users, first log entry. Everything is built in a folder beside the wanted
 * one and moved there whole, so that a crash leaves no half-made workspace.
 * @throws ProblemError PASSPHRASE_MISSING, PASSPHRASE_WEAK, WORKSPACE_EXISTS, USAGE when the folder holds something else, DB_READONLY, DB_FULL
 */
export async function createWorkspace(folder: string, options: CreateOptions): Promise<CreatedWorkspace> {
  const wanted = layoutOf(folder);
  requireFree(wanted);
  const passphrase = options.sample ? SAMPLE_PASSPHRASE : options.passphrase;
  if (passphrase === null)
    throw new ProblemError(
      'PASSPHRASE_MISSING',
      'A new workspace needs a first passphrase. Give it with --passphrase-file or QUINTET_PASSPHRASE.',
    );
  requireStrong(passphrase);
  try {
    mkdirSync(dirname(wanted.folder), { recursive: true });
    const building = mkdtempSync(join(dirname(wanted.folder), '.quintet-new-'));
    try {
      const created = await build(layoutOf(building), options.sample, passphrase);
      if (existsSync(wanted.folder)) rmdirSync(wanted.folder);
      renameSync(building, wanted.folder);
      return created;
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

async function build(layout: WorkspaceLayout, sample: boolean, passphrase: string): Promise<CreatedWorkspace> {
  const id = randomBytes(8).toString('hex');
  const origin = `quintet/${id}`;
  const info: WorkspaceInfo = {
    format: 2,
    id,
    origin,
    device: `${origin}/device-1`,
    createdAt: new Date().toISOString(),
    sample,
  };
  const people = sample ? SAMPLE_PEOPLE : FIRST_PEOPLE;
  const vault = await writeKeys(layout, info, people, passphrase);
  writeFileSync(layout.infoFile, writeInfo(info));
  const workspace = await openWorkspace(layout.folder, { asHost: false, create: true, vault });
  try {
    await seed(workspace, vault, people);
  } finally {
    await workspace.close();
  }
  return { info, people };
}

/** The first rows and the entries about them: people, a team key, the platforms whose signature counts, settings. */
async function seed(
  { info, log, database, keys }: Workspace,
  vault: OpenVault,
  people: readonly Pick<Person, 'id' | 'role' | 'grants'>[],
): Promise<void> {
  const at = info.createdAt;
  const now = Date.parse(at);
  const entry = (event: LogEvent): LogDraft => ({ at, actor: 'quintet', event });
  await log.append(entry({ kind: 'workspace.created', origin: info.origin }));
  for (const { id, role, grants } of people)
    await database.call('people.put', {
      user: rowOf({ id, role, grants, disabled: false, initialPassphrase: !info.sample, addedAt: at }),
      entry: entry({ kind: 'user.added', user: id, role, grants: [...grants] }),
    });
  const team = newTeamKey(vault.envelopeKey, now, { headStart: true });
  const platformSeed = randomBytes(32);
  const own = referencePlatform(platformSeed).identity;
  const platforms = [own, ...(info.sample ? [SAMPLE_PLATFORM] : [])].map(({ keyId, name, publicKey }) => ({
    keyId,
    name,
    public: publicKey,
    state: 'trusted' as const,
    notBefore: team.notBefore,
    notAfter: now + PLATFORM_KEY_YEARS * YEAR,
  }));
  const time = (ms: number): string => new Date(ms).toISOString();
  const secret = (name: string, value: Uint8Array): { name: string; value: Uint8Array } => ({
    name,
    value: sealUnderEnvelope(vault.envelopeKey, `secret/${name}`, value),
  });
  await keys.change({
    team: [team],
    platforms,
    secrets: [secret(SECRETS.platformSeed, platformSeed), secret(SECRETS.reporterKey, randomBytes(32))],
    settings: [{ name: SETTINGS.intakeRules, value: JSON.stringify(FIRST_INTAKE_RULES) }],
    entries: [
      entry({ kind: 'key.created', key: team.keyId, notBefore: time(team.notBefore), notAfter: time(team.notAfter) }),
      ...platforms.map(({ keyId, notBefore, notAfter }) =>
        entry({ kind: 'platform.trusted', key: keyId, notBefore: time(notBefore), notAfter: time(notAfter) }),
      ),
    ],
  });
  platformSeed.fill(0);
}

async function writeKeys(
  layout: WorkspaceLayout,
  info: WorkspaceInfo,
  people: readonly Pick<Person, 'id'>[],
  passphrase: string,
): Promise<OpenVault> {
  const { pem, publicKey } = newDeviceKey();
  const raw = rawPublicKey(publicKey);
  mkdirSync(layout.keyFolder, { mode: 0o700 });
  const { file, master } = await createVault({
    workspace: info.id,
    people: people.map(({ id }) => ({ user: id, passphrase })),
    devicePem: pem,
    cost: info.sample ? SAMPLE_COST : REAL_COST,
  });
  writeVault(layout.vaultFile, file);
  writeFileSync(
    layout.publicKeysFile,
    [info.origin, info.device, verifiedName(info.origin)].map((name) => `${formatVerifierKey(name, raw)}\n`).join(''),
  );
  return openWithMaster(file, 'quintet', master);
}
