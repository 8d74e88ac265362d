import { randomUUID } from 'node:crypto';
import { ACTIONS, FINDINGS } from '../../common/domain/decision.ts';
import type { LogDraft, LogEvent } from '../../common/domain/log.ts';
import { POLICY_CODES } from '../../common/domain/taxonomy.ts';
import { WHOLE_LOG } from '../../main/core/audit/audit-log.ts';
import { writeCheckpoint, writeVerified } from '../../main/db/checkpoint-file.ts';
import { appendEntry, entryBytes, logSize, searchLog, storedRoot, type LogFilters } from '../../main/db/queries/log.ts';
import type { SignatureReport, TreeReport } from '../../main/db/queries/verify.ts';
import { openSession } from '../../main/db/sessions.ts';
import { connectionOf, immediate } from '../../main/db/types.ts';
import { hashLeaf, hashNode } from '../../main/tlog/merkle.ts';
import { verifiedName } from '../../main/tlog/names.ts';
import { createSigner } from '../../main/tlog/note.ts';
import { at, benchStorage, compare, type BenchStorage, type Compared } from './storage.ts';

const ROUNDS = 40;
const PER_ROUND = 50;
const BATCH = 1_000;
const SEARCHED_ENTRIES = 100_000;
const SIGNATURES = 20_000;

type Figure = Omit<Compared, 'spread'> & { unit: string; spread?: readonly [number, number] };

/**
 * `audit.append`: durable signed entries per second, one transaction each. Baseline: the same rows inserted bare, into
 * a table with the same columns, indexes and pragmas, but no signature, no tree and no triggers.
 * `audit.search.p95`: a page of 50 with its total, in ms, over filters as people combine them, with 100,000 entries.
 * `audit.verify`: seconds for leaves, tree, columns and checkpoint when an earlier verification has checked the
 * signatures. Baseline: the bare RFC 6962 root of the same leaves, read from the same file.
 * `audit.signature`: microseconds to check one entry's signature, on one core; a first verification adds one per entry.
 * @param entries size of the log that is verified
 */
export async function run(entries = 1_000_000): Promise<Record<string, Figure>> {
  const storage = await benchStorage();
  try {
    const appended: Figure = { ...append(storage), unit: 'entries/s' };
    grow(storage, Math.min(entries, SEARCHED_ENTRIES));
    const searched = search(storage);
    grow(storage, entries);
    return { 'audit.append': appended, 'audit.search.p95': searched, ...verify(storage) };
  } finally {
    await storage.close();
  }
}

function append({ context, bare }: BenchStorage): Compared {
  const plain = bare.prepare(
    `INSERT INTO log (idx, at, kind, actor, case_id, policy, finding, action, label, band, hands_on_ms, entry)
     VALUES ((SELECT coalesce(max(idx) + 1, 0) FROM log), ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, NULL, ?)`,
  );
  const bytes = entryBytes(context.db, 0) ?? Buffer.alloc(0);
  const size = Buffer.alloc(bytes.length + 100, 7);
  return compare(
    ROUNDS,
    PER_ROUND,
    () => immediate(context.db, () => appendEntry(context, opened())),
    () => {
      const { at: time, actor, event } = opened();
      plain.run(time, event.kind, actor, event.case, event.policy, size);
    },
  );
}

/** Fills the log with the mixture a working team leaves, many entries to a transaction. */
function grow({ context }: BenchStorage, upTo: number): void {
  let size = logSize(context.db);
  while (size < upTo) {
    const start = size;
    const end = Math.min(upTo, size + BATCH);
    size = immediate(context.db, () => {
      for (let index = start; index < end; index += 1) appendEntry(context, mixed(index));
      return end;
    });
  }
}

function search({ context }: BenchStorage): Figure {
  const day = new Date(Date.now() - 86_400_000).toISOString();
  const filters: LogFilters[] = [
    {},
    { kind: 'decision.committed' },
    { kind: 'decision.committed', since: day },
    { actor: 'mod-07' },
    { actor: 'mod-07', since: day },
    { policy: 'HATE' },
    { kind: 'decision.committed', policy: 'HARASSMENT', actor: 'mod-03' },
    { finding: 'violation' },
    { action: 'ban' },
    { finding: 'violation', action: 'warn', policy: 'SPAM' },
    { since: day },
    { caseId: randomUUID() },
  ];
  const times: number[] = [];
  const bare: number[] = [];
  const page = connectionOf(context.db).prepare('SELECT * FROM log ORDER BY idx DESC LIMIT 50');
  for (let round = 0; round < 25; round += 1)
    for (const filter of filters) {
      const start = performance.now();
      searchLog(context.db, { filters: filter, reach: WHOLE_LOG, before: null, limit: 50 });
      times.push(performance.now() - start);
      const again = performance.now();
      page.all();
      bare.push(performance.now() - again);
    }
  const p95 = (values: number[]): number =>
    at(
      values.sort((a, b) => a - b),
      0.95,
    );
  const [value, baseline] = [p95(times), p95(bare)];
  return { value, unit: 'ms', baseline, ratio: value / baseline, n: times.length };
}

function verify({ context, options, deviceKey: key }: BenchStorage): Record<string, Figure> {
  const size = logSize(context.db);
  writeCheckpoint(context.db, options, createSigner(options.origin, key));
  writeVerified(options, { size, root: storedRoot(context.db, size) }, createSigner(verifiedName(options.origin), key));
  const session = openSession(options, () => undefined);
  try {
    const start = performance.now();
    const tree = session.run('log.verifyTree', {}) as TreeReport;
    const seconds = (performance.now() - start) / 1000;
    if (tree.findings.length > 0 || tree.verifiedBefore !== size) throw new Error('the log should have been whole');

    const again = performance.now();
    const root = bareRoot(context, size);
    const baseline = (performance.now() - again) / 1000;
    if (root.toString('hex') !== tree.root) throw new Error('two ways to the same root differ');

    const count = Math.min(SIGNATURES, size);
    const third = performance.now();
    const signatures = session.run('log.verifySignatures', { from: 0, to: count }) as SignatureReport;
    const each = ((performance.now() - third) / count) * 1000;
    if (signatures.findings.length > 0) throw new Error('the signatures should have held');
    const perRoot = (baseline / size) * 1e6;
    return {
      'audit.verify': { value: seconds, unit: 's', baseline, ratio: seconds / baseline, n: size },
      'audit.signature': { value: each, unit: 'µs', baseline: perRoot, ratio: each / perRoot, n: count },
    };
  } finally {
    session.close();
  }
}

/** The root of RFC 6962 over the entries of the file and nothing else: no comparison, no columns. */
function bareRoot({ db }: BenchStorage['context'], size: number): Buffer {
  const stack: { width: number; hash: Buffer }[] = [];
  const rows = connectionOf(db).prepare('SELECT entry FROM log ORDER BY idx LIMIT ?').pluck();
  for (const entry of rows.iterate(size) as IterableIterator<Buffer>) {
    let node = { width: 1, hash: hashLeaf(entry) };
    for (let left = stack.at(-1); left?.width === node.width; left = stack.at(-1)) {
      stack.pop();
      node = { width: node.width * 2, hash: hashNode(left.hash, node.hash) };
    }
    stack.push(node);
  }
  return (
    stack.reduceRight<Buffer | null>((right, { hash }) => (right ? hashNode(hash, right) : hash), null) ??
    Buffer.alloc(0)
  );
}

type Opened = Extract<LogEvent, { kind: 'case.opened' }>;

function opened(): LogDraft & { event: Opened } {
  const event: Opened = { kind: 'case.opened', case: randomUUID(), policy: 'HATE', attempt: 1, shown: [1, 2, 3] };
  return { at: new Date().toISOString(), actor: 'mod-01', event };
}

/** One entry of the mixture: half of them openings and reveals, the rest decisions, over 30 days and 50 people. */
function mixed(index: number): LogDraft {
  const time = new Date(Date.now() - 30 * 86_400_000 + (index % SEARCHED_ENTRIES) * 26_000).toISOString();
  const actor = `mod-${String(index % 50).padStart(2, '0')}`;
  const policy = POLICY_CODES[index % POLICY_CODES.length] ?? 'HATE';
  const id = `00000000-0000-4000-8000-${String(Math.floor(index / 4)).padStart(12, '0')}`;
  const finding = FINDINGS[index % FINDINGS.length] ?? 'violation';
  const action = ACTIONS[Math.floor(index / 4) % ACTIONS.length] ?? 'none';
  const sub = `${policy}.item`;
  const events: LogEvent[] = [
    { kind: 'case.opened', case: id, policy, attempt: 1, shown: [1, 2, 3, 4, 5] },
    { kind: 'message.revealed', case: id, policy, slot: 5, what: 'text' },
    {
      kind: 'decision.committed',
      case: id,
      finding,
      policy: sub,
      action,
      reason: null,
      guideline: '1.0',
      label: 'insult',
      band: 'likely',
      handsOnMs: 30_000 + (index % 9_000),
      finalAt: time,
    },
    { kind: 'decision.final', case: id, finding, policy: sub, action, committed: index },
  ];
  return { at: time, actor, event: events[index % events.length] ?? opened().event };
}
