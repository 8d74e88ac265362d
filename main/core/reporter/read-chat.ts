import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProblemError } from '../../../common/errors.ts';
import type { Chat } from './chat.ts';
import { parseJsonChat } from './json-chat.ts';
import { parseWhatsApp } from './whatsapp.ts';

/** WhatsApp exports at most 40,000 messages, a few MiB of text; what is larger is something else. */
export const MAX_CHAT_BYTES = 32 * 1024 * 1024;

/**
 * Reads a conversation from a file: a WhatsApp "Export chat" text or the project's JSON conversation. A file that is
 * too large is refused by its size, without reading it.
 * @throws ProblemError FILE_*, NOT_A_CHAT with one sentence that names the file
 */
export async function readChat(path: string): Promise<Chat> {
  const name = basename(path);
  const text = decode(await readBytes(path, name), name);
  if (text.trim() === '') throw new ProblemError('FILE_EMPTY', `${name} is empty.`);
  return text.trimStart().startsWith('{') ? parseJsonChat(text, name) : parseWhatsApp(text, name);
}

async function readBytes(path: string, name: string): Promise<Buffer> {
  const file = await openFile(path, name);
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) throw new ProblemError('NOT_A_CHAT', `${name} is a folder, not a chat export.`);
    if (stats.size > MAX_CHAT_BYTES) throw tooLarge(name, `is ${mebibytes(stats.size)} MiB`);
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of file.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MAX_CHAT_BYTES) throw tooLarge(name, `is more than ${mebibytes(MAX_CHAT_BYTES)} MiB`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (thrown) {
    if (thrown instanceof ProblemError) throw thrown;
    throw new ProblemError('FILE_UNREADABLE', `${name} could not be read to its end.`, { cause: thrown });
  } finally {
    await file.close();
  }
}

async function openFile(path: string, name: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new ProblemError('FILE_MISSING', `There is no file ${path}.`);
    if (code === 'EISDIR') throw new ProblemError('NOT_A_CHAT', `${name} is a folder, not a chat export.`);
    throw new ProblemError('FILE_UNREADABLE', `${name} cannot be opened; check its permissions.`);
  }
}

function tooLarge(name: string, size: string): ProblemError {
  const limit = mebibytes(MAX_CHAT_BYTES);
  return new ProblemError('FILE_TOO_LARGE', `${name} ${size} large; a chat export may have ${limit} MiB.`);
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / (1024 * 1024));
}

function decode(bytes: Buffer, name: string): string {
  if (bytes.length === 0) throw new ProblemError('FILE_EMPTY', `${name} is empty.`);
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1'))) {
    throw new ProblemError('NOT_A_CHAT', `${name} is a zip archive; unpack it and give the .txt file inside.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ProblemError(
      'FILE_ENCODING',
      `${name} is not UTF-8 text (line ${firstBadLine(bytes)}); export the chat again or convert the file to UTF-8.`,
    );
  }
}

function firstBadLine(bytes: Buffer): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed === -1 ? bytes.length : feed;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
  return line;
}
