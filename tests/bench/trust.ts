import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogDraft } from '../../common/domain/log.ts';
import { startApplication } from '../../main/core/application.ts';
import { keyOfPassphrase, REAL_COST } from '../../main/core/keys/passphrase.ts';
import { createWorkspace } from '../../main/core/workspace/create.ts';
import type { WriteContext } from '../../main/db/context.ts';
import { openWritable, type DatabaseKey } from '../../main/db/open.ts';
import { claim, enqueue } from '../../main/db/queries/claim.ts';
import { complete } from '../../main/db/queries/finish.ts';
import { connectionOf } from '../../main/db/types.ts';
import { createSigner } from '../../main/tlog/note.ts';
import { ruleClassifier } from '../integration/support/desk.ts';
import { committed, received, stored } from '../integration/support/queue-contract-entries.ts';
import { at, compare, median, type Compared } from './storage.ts';

/** How much is measured. */
export interface TrustBenchSize {
  readonly unlocks: number;
  readonly rounds: number;
  /** Cases taken in and decided in each round. */
  readonly perRound: number;
}

const FULL: TrustBenchSize = { unlocks: 15, rounds: 40, perRound: 25 };
const PASSPHRASE = 'a passphrase for measuring';
/** Bytes of a sealed bundle in the padding bucket that most reports fall into. */
const SEALED_BYTES = 4_096 + 28;
/** Durable transactions of one case: taken in, claimed, decided. */
const WRITES_OF_A_CASE = 3;

type Figure = Compared & { readonly unit: string };

/**
 * `trust.unlock`: milliseconds from `session.unlock` at a locked window until it is answered: passphrase, vault,
 * database, continuity of the log, key store, and the entry about it. Baseline: argon2id alone at the same cost.
 * `trust.encryptedWrites`: durable transactions per second on an encrypted file: a case of a few kilobytes taken in,
 * claimed and decided, each with its signed entry. Baseline: the same on a file in the clear, in turn.
 */
export async function run(size: TrustBenchSize = FULL): Promise<Record<string, Figure>> {
  const parent = await mkdtemp(join(tmpdir(), 'quintet-bench-'));
  try {
    return { 'trust.unlock': await unlock(parent, size), 'trust.encryptedWrites': encryptedWrites(parent, size) };
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

async function unlock(parent: string, { unlocks }: TrustBenchSize): Promise<Figure> {
  const folder = join(parent, 'workspace');
  await createWorkspace(folder, { sample: false, passphrase: PASSPHRASE });
  const application = await startApplication({ folder, classifier: ruleClassifier(), host: 'browser', signIn: null });
  const window = { id: 'window' };
  const times: number[] = [];
  const bare: number[] = [];
  try {
    // The first round loads what the program needs and is not counted.
    for (let round = 0; round <= unlocks; round += 1) {
      const before = performance.now();
      await application.handlers['session.unlock']({ user: 'mod-01', passphrase: PASSPHRASE }, window);
      times.push(performance.now() - before);
      await application.handlers['session.lock']({ cause: 'asked' }, window);
      const again = performance.now();
      await keyOfPassphrase(PASSPHRASE, randomBytes(16), REAL_COST);
      bare.push(performance.now() - again);
    }
  } finally {
    await application.close();
  }
  const counted = times.slice(1).sort((a, b) => a - b);
  const [value, baseline] = [median(counted), median(bare.slice(1))];
  return {
    value,
    unit: 'ms',
    baseline,
    ratio: value / baseline,
    n: unlocks,
    spread: [counted[0] ?? Number.NaN, at(counted, 1)],
  };
}

function encryptedWrites(parent: string, { rounds, perRound }: TrustBenchSize): Figure {
  const encrypted = writer(join(parent, 'encrypted.db'), randomBytes(32));
  const clear = writer(join(parent, 'clear.db'), null);
  try {
    const cases = compare(rounds, perRound, encrypted.writeCase, clear.writeCase);
    return {
      ...cases,
      value: cases.value * WRITES_OF_A_CASE,
      baseline: cases.baseline * WRITES_OF_A_CASE,
      n: cases.n * WRITES_OF_A_CASE,
      unit: 'writes/s',
    };
  } finally {
    encrypted.close();
    clear.close();
  }
}

function writer(file: string, key: DatabaseKey): { writeCase: () => void; close: () => void } {
  const db = openWritable(file, key, true);
  const context: WriteContext = {
    db,
    signer: createSigner('quintet/bench/device', generateKeyPairSync('ed25519').privateKey),
    damaged: () => null,
    appended: () => undefined,
    checkpoint: () => {
      throw new Error('not measured');
    },
    verified: () => undefined,
  };
  const now = (draft: LogDraft): LogDraft => ({ ...draft, at: new Date().toISOString() });
  return {
    writeCase: () => {
      const caseId = randomUUID();
      enqueue(context, {
        ...stored(caseId, { sealed: randomBytes(SEALED_BYTES) }),
        policy: 'HATE',
        priority: 5,
        notBefore: null,
        receivedAt: null,
        now: Date.now(),
        entry: now(received(caseId, caseId)),
      });
      const claimed = claim(context, {
        stage: 'intake',
        policies: null,
        leaseMs: 60_000,
        role: 'lead',
        excludeSeenBy: null,
        claimant: null,
        now: Date.now(),
      });
      if (claimed?.caseId !== caseId) throw new Error('the case should have been claimed');
      const { token } = claimed;
      const entry = now(committed(caseId));
      complete(context, { caseId, token, now: Date.now(), graceMs: 10_000, record: '{"reason":""}', entry });
    },
    close: () => {
      connectionOf(db).close();
    },
  };
}
