import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { quintet, type Run } from './support/command-line.ts';
import { lockedWorkspace, passphraseOf } from './support/locked.ts';

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await lockedWorkspace());
});

afterEach(() => remove());

const as = (passphrase: string, ...args: string[]): Promise<Run> => {
  const file = join(folder, '..', 'current');
  writeFileSync(file, `${passphrase}\n`);
  return quintet(['--workspace', folder, '--json', '--as', 'admin-01', '--passphrase-file', file, ...args]);
};

it('quintet passphrase changes one’s own: the old one opens nothing any more, and the log says who did it', async () => {
  const chosen = join(folder, '..', 'chosen');
  writeFileSync(chosen, 'chosen by admin-01 alone\n');
  const wrong = await as('not the passphrase', 'passphrase', '--new-passphrase-file', chosen);
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('[PASSPHRASE_WRONG]') as string });
  const changed = await as(passphraseOf('admin-01'), 'passphrase', '--new-passphrase-file', chosen);
  expect(changed).toMatchObject({ code: 0, stdout: '{"changed":"admin-01"}\n' });
  expect((await as(passphraseOf('admin-01'), 'users', 'list')).code).toBe(1);
  const people = (await as('chosen by admin-01 alone', 'users', 'list')).stdout.trim().split('\n');
  const own = people.map((line) => JSON.parse(line) as Record<string, unknown>).find(({ id }) => id === 'admin-01');
  expect(own).toMatchObject({ initialPassphrase: false });
  const nobody = await quintet(['--workspace', folder, 'passphrase', '--new-passphrase-file', chosen]);
  expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('--as') as string });
});
