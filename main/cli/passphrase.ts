import { readFileSync } from 'node:fs';
import { ProblemError } from '../../common/errors.ts';
import type { CliContext } from './context.ts';

const MOST_BYTES = 4_096;

/** First line of a file, as a passphrase. @throws ProblemError FILE_UNREADABLE, FILE_EMPTY, FILE_TOO_LARGE */
export function passphraseOfFile(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new ProblemError('FILE_UNREADABLE', `The passphrase file ${path} cannot be read.`);
  }
  if (text.length > MOST_BYTES) throw new ProblemError('FILE_TOO_LARGE', `The passphrase file ${path} is too large.`);
  const [line = ''] = text.split(/\r?\n/u);
  if (line === '') throw new ProblemError('FILE_EMPTY', `The passphrase file ${path} has no first line.`);
  return line;
}

/**
 * The passphrase this command was given: a file, the environment, or typed in at a terminal without being shown.
 * @returns null when there is none and nobody can be asked
 */
export async function givenPassphrase(context: CliContext, question: string): Promise<string | null> {
  if (context.passphraseFile !== null) return passphraseOfFile(context.passphraseFile);
  const fromEnvironment = process.env['QUINTET_PASSPHRASE'] ?? '';
  if (fromEnvironment !== '') return fromEnvironment;
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  return askHidden(question);
}

/** Asks at the terminal; what is typed is not shown. @throws ProblemError PASSPHRASE_MISSING when it is given up */
export function askHidden(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  return new Promise((resolve, reject) => {
    let typed = '';
    const finish = (): void => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
    };
    const onData = (part: Buffer): void => {
      for (const character of part.toString('utf8')) {
        if (character === '\r' || character === '\n') {
          finish();
          resolve(typed);
          return;
        }
        if (character === '\u0003' || character === '\u0004') {
          finish();
          reject(new ProblemError('PASSPHRASE_MISSING', 'Nothing was typed.'));
          return;
        }
        typed = character === '\u007f' || character === '\b' ? typed.slice(0, -1) : typed + character;
      }
    };
    stdin.setRawMode(true);
    stdin.resume();
    stdin.on('data', onData);
  });
}
