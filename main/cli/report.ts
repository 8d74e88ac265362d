import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { isPolicyCode, POLICY_CODES, type PolicyCode } from '../../common/domain/taxonomy.ts';
import { ProblemError } from '../../common/errors.ts';
import { QUARANTINE_CODES } from '../../common/domain/quarantine.ts';
import type { ReportRequest } from '../core/reporter/build-report.ts';
import type { Chat } from '../core/reporter/chat.ts';
import { bringerOf } from './actor.ts';
import { usage, type CliContext, type RegisterCommand } from './context.ts';
import { withWorkspace } from './workspace.ts';

/** Category of a report that names none. */
const DEFAULT_CATEGORY: PolicyCode = 'HARASSMENT';
/** Characters of a message shown in a list. */
const EXCERPT = 60;

interface ReportOptions {
  readonly chat: string;
  readonly select?: number;
  readonly match?: string;
  readonly list?: boolean;
  readonly me?: string;
  readonly silent?: boolean;
  readonly category: PolicyCode;
  readonly comment: string;
  readonly yes?: boolean;
  readonly out?: string;
  readonly sealed?: boolean;
  readonly unfranked?: boolean;
}

/** `quintet report`: the reference reporter. */
export const registerReport: RegisterCommand = (program, context) => {
  program
    .command('report')
    .description('report a message of a WhatsApp "Export chat" text or a JSON conversation')
    .requiredOption('--chat <file>', 'the exported chat')
    .option('--select <n>', 'report message N, counted from 1 as --list shows them', selectionNumber)
    .option('--match <text>', 'report the last message that contains this text')
    .option('--list', 'list the messages of the chat with their numbers and stop')
    .option('--me <name>', 'who reports, as named in the chat (needed in groups)')
    .option('--silent', 'the reporter wrote nothing in this group')
    .option('--category <code>', 'what the report is about', categoryCode, DEFAULT_CATEGORY)
    .option('--comment <text>', 'what the reporter adds', '')
    .option('--yes', 'agree to share the messages the notice names')
    .option('--out <file>', 'write the bundle to a file instead of the queue, in the clear and without proof')
    .option('--sealed', 'with --out: signed by the reference platform and sealed for the team of the workspace')
    .option('--unfranked', 'send without proof of authenticity, as a messenger without message franking does')
    .action(async (options: ReportOptions) => {
      const { readChat } = await import('../core/reporter/read-chat.ts');
      const chat = await readChat(options.chat);
      noteWhatIsNoText(chat, context());
      await (options.list === true ? listMessages(chat, context()) : report(chat, options, context()));
    });
};

/** Says what of the file was not taken as a person's words, so that nobody misses a message unawares. */
function noteWhatIsNoText({ messengerLines, messages }: Chat, context: CliContext): void {
  if (messengerLines > 0) {
    const lines = messengerLines === 1 ? '1 line is' : `${messengerLines} lines are`;
    context.note(`${lines} the messenger's own and ${messengerLines === 1 ? 'is' : 'are'} not counted as messages.`);
  }
  const empty = messages.filter(({ content }) => content.type === 'empty').length;
  if (empty === 0) return;
  const placeholders = empty === 1 ? '1 message has' : `${empty} messages have`;
  context.note(`${placeholders} no text: the file holds only a placeholder for media or for a message taken back.`);
}

function selectionNumber(text: string): number {
  if (!/^\d{1,9}$/u.test(text) || Number(text) === 0) throw usage('--select must be a whole number, counted from 1.');
  return Number(text);
}

function categoryCode(text: string): PolicyCode {
  const code = text.toUpperCase();
  if (isPolicyCode(code)) return code;
  throw usage(`There is no category "${text}". It must be one of ${POLICY_CODES.join(', ')}.`);
}

async function report(chat: Chat, options: ReportOptions, context: CliContext): Promise<void> {
  const { consentNotice, NOTICE_VERSION, sharedMessages } = await import('../core/reporter/build-report.ts');
  const { reporterOf } = await import('../core/reporter/selection.ts');
  const index = await selectedIndex(chat, options, context);
  const reporter = reporterOf(chat, index, options.me ?? null, options.silent ?? false);
  const { count } = sharedMessages(index);
  await agree(consentNotice(count), options.yes ?? false, context);
  const request = {
    chat,
    index,
    reporter,
    category: options.category,
    comment: options.comment,
    now: Date.now(),
    franked: options.unfranked !== true,
  };
  const consent = { noticeVersion: NOTICE_VERSION, announced: count };
  const { out } = options;
  if (out !== undefined) {
    const written = await writeReport(request, { out, sealed: options.sealed ?? false }, context);
    await context.result({ ...written, messages: count, consent, result: 'written', out }, () => {
      const form = written.sealed ? 'sealed for the team of the workspace' : 'readable by anybody who has the file';
      return `Report ${written.bundleId} with ${messagesOf(count)} written to ${out}, ${form}.`;
    });
    return;
  }
  const { bundleId, result } = await send(request, context);
  if (request.franked) context.note(VOUCHED);
  await context.result({ bundleId, messages: count, consent, result, franked: request.franked }, () =>
    result === 'queued'
      ? `Report ${bundleId} with ${messagesOf(count)} is in the queue.`
      : `This message has already been reported as ${bundleId}; nothing was added.`,
  );
}

/** What the proof of a replayed chat is worth. */
const VOUCHED =
  'A chat export carries no proof of its own. The reference platform of the workspace stood where the messenger would be: its signature vouches for the file as it was read, not for what was said.';

function messagesOf(count: number): string {
  return `${count} ${count === 1 ? 'message' : 'messages'}`;
}

interface Request extends Omit<ReportRequest, 'key' | 'platform'> {
  readonly franked: boolean;
}

interface Written {
  readonly bundleId: string;
  readonly sealed: boolean;
  readonly franked: boolean;
}

/**
 * Writes the report to a file: in the clear and with pseudonyms that can be linked to no other report; or, asked to seal
 * it, as it would travel to the team of the workspace.
 */
async function writeReport(
  { franked, ...request }: Request,
  { out, sealed }: { readonly out: string; readonly sealed: boolean },
  context: CliContext,
): Promise<Written> {
  const { buildReport } = await import('../core/reporter/build-report.ts');
  if (!sealed) {
    const { bundle, raw } = buildReport({ ...request, key: randomBytes(32), platform: null });
    await write(out, raw);
    return { bundleId: bundle.header.bundleId, sealed: false, franked: false };
  }
  const { referencePlatform } = await import('../core/reporter/reference-platform.ts');
  const { encodeSealed, sealBundle } = await import('../core/intake/sealed-bundle.ts');
  return withWorkspace(context, { writable: false, procedure: null }, async ({ reference, trust }) => {
    const platform = franked ? referencePlatform(reference.platformSeed) : null;
    const { bundle } = buildReport({ ...request, key: reference.reporterKey, platform });
    const recipients = trust.sealing.recipients(request.now);
    if (recipients.length === 0)
      throw new ProblemError('KEY_MISSING', 'The workspace has no valid team key to seal to.');
    await write(out, encodeSealed(await sealBundle(bundle, recipients)));
    return { bundleId: bundle.header.bundleId, sealed: true, franked };
  });
}

async function send(
  { franked, ...request }: Request,
  context: CliContext,
): Promise<{ bundleId: string; result: 'queued' | 'duplicate' }> {
  const { acceptBundle } = await import('../core/intake/accept.ts');
  const { buildReport } = await import('../core/reporter/build-report.ts');
  const { referencePlatform } = await import('../core/reporter/reference-platform.ts');
  return withWorkspace(context, { writable: true, procedure: null }, async (workspace) => {
    const { queue, quarantine, trust, reference } = workspace;
    const actor = await bringerOf(context, workspace);
    const platform = franked ? referencePlatform(reference.platformSeed) : null;
    const { raw, bundle } = buildReport({ ...request, key: reference.reporterKey, platform });
    const deps = { queue, quarantine, trust, via: 'report' as const, actor, now: () => request.now };
    const accepted = await acceptBundle(raw, deps);
    if (accepted.outcome !== 'quarantined') return { bundleId: bundle.header.bundleId, result: accepted.outcome };
    throw new ProblemError('DATA_INVALID', `The report was refused: ${QUARANTINE_CODES[accepted.code]}`);
  });
}

async function selectedIndex(chat: Chat, { select, match }: ReportOptions, context: CliContext): Promise<number> {
  const { selectByNumber, selectByText } = await import('../core/reporter/selection.ts');
  if (select !== undefined && match !== undefined) throw usage('Give either --select or --match, not both.');
  if (select !== undefined) return selectByNumber(chat, select);
  if (match === undefined)
    throw usage('Say which message to report with --select N or --match TEXT; --list shows them.');
  const { index, matches } = selectByText(chat, match);
  if (matches > 1) context.note(`${matches} messages contain that text; the last one, message ${index + 1}, is taken.`);
  return index;
}

async function agree(notice: string, agreed: boolean, context: CliContext): Promise<void> {
  if (agreed) {
    context.note(notice);
    return;
  }
  process.stderr.write(`${notice}\n`);
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new ProblemError('CONSENT_MISSING', 'Nothing was shared. Add --yes to agree.');
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question('Share them? [y/N] ');
    if (!/^y(?:es)?$/iu.test(answer.trim())) throw new ProblemError('CONSENT_MISSING', 'Nothing was shared.');
  } finally {
    prompt.close();
  }
}

async function listMessages(chat: Chat, context: CliContext): Promise<void> {
  for (const [index, { sentAt, author, content }] of chat.messages.entries()) {
    const text =
      content.type === 'text' ? content.text : content.type === 'empty' ? `(${content.reason})` : '(attachment)';
    const excerpt = Array.from(text.replace(/\s+/gu, ' ')).slice(0, EXCERPT).join('');
    await context.row({ n: index + 1, sentAt, author, type: content.type, text: excerpt }, () => {
      return `${String(index + 1).padStart(6)}  ${sentAt}  ${author}: ${excerpt}`;
    });
  }
}

async function write(path: string, raw: Uint8Array): Promise<void> {
  try {
    await writeFile(path, Buffer.concat([raw, Buffer.from('\n')]), { mode: 0o600 });
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    const why =
      code === 'ENOENT'
        ? 'its folder does not exist'
        : code === 'EISDIR'
          ? 'it is a folder'
          : 'no permission or no space';
    throw new ProblemError('USAGE', `The bundle cannot be written to ${path}: ${why}.`);
  }
}
