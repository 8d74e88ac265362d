import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ProblemError } from '../../../common/errors.ts';
import type { WorkspaceLayout } from './layout.ts';

const schema = z.strictObject({
  format: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{16}$/u),
  origin: z.string().min(1).max(200),
  device: z.string().min(1).max(200),
  createdAt: z.iso.datetime({ precision: 3 }),
  sample: z.boolean(),
  users: z.array(z.strictObject({ id: z.string().min(1).max(64), role: z.enum(['moderator', 'lead']) })).min(1),
});

/** `workspace.json`: who works here and what the log is called. */
export type WorkspaceInfo = z.output<typeof schema>;
export type WorkspaceUser = WorkspaceInfo['users'][number];

/** @throws ProblemError WORKSPACE_MISSING, or DATA_INVALID naming the field */
export function readInfo(layout: WorkspaceLayout): WorkspaceInfo {
  let text: string;
  try {
    text = readFileSync(layout.infoFile, 'utf8');
  } catch (thrown) {
    const missing = thrown instanceof Error && 'code' in thrown && ['ENOENT', 'ENOTDIR'].includes(String(thrown.code));
    if (!missing) throw new ProblemError('DB_READONLY', `The file ${layout.infoFile} cannot be read.`);
    throw new ProblemError(
      'WORKSPACE_MISSING',
      `There is no Quintet workspace in ${layout.folder}. Make one with: quintet init --workspace ${layout.folder}`,
    );
  }
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  const where = field === '' ? '' : ` (field ${field})`;
  throw new ProblemError('DATA_INVALID', `The file ${layout.infoFile} is not a workspace description${where}.`);
}

/** The person a command acts for: the one named, or the workspace's first. */
export function userOf(info: WorkspaceInfo, name: string | null): WorkspaceUser {
  const [first] = info.users;
  const user = name === null ? first : info.users.find(({ id }) => id === name);
  if (user) return user;
  const known = info.users.map(({ id }) => id).join(', ');
  throw new ProblemError('USAGE', `There is no user "${name ?? ''}" in this workspace. It has: ${known}.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
