import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ProblemError } from '../../../common/errors.ts';
import type { WorkspaceLayout } from './layout.ts';

const schema = z.strictObject({
  format: z.literal(2),
  id: z.string().regex(/^[0-9a-f]{16}$/u),
  origin: z.string().min(1).max(200),
  device: z.string().min(1).max(200),
  createdAt: z.iso.datetime({ precision: 3 }),
  sample: z.boolean(),
});

/** `workspace.json`: what the log is called. It names nobody; people stand in the encrypted database. */
export type WorkspaceInfo = z.output<typeof schema>;

/** @throws ProblemError WORKSPACE_MISSING, WORKSPACE_OLD, or DATA_INVALID naming the field */
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
  const document = parseJson(text);
  if (formatOf(document) === 1) throw new ProblemError('WORKSPACE_OLD');
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  const where = field === '' ? '' : ` (field ${field})`;
  throw new ProblemError('DATA_INVALID', `The file ${layout.infoFile} is not a workspace description${where}.`);
}

export function writeInfo(info: WorkspaceInfo): string {
  return `${JSON.stringify(info, null, 2)}\n`;
}

function formatOf(document: unknown): unknown {
  return typeof document === 'object' && document !== null && 'format' in document ? document.format : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
