import { columnsOf, type LogColumns } from '../../../common/domain/log.ts';
import { decodeEntry, readEntry } from '../../tlog/entry.ts';
import { hashLeaf, hashNode, rootOf, storedNodeCount } from '../../tlog/merkle.ts';
import type { Checkpoint } from '../../tlog/checkpoint.ts';
import type { NoteProblem } from '../../tlog/note.ts';
import { readCheckpoint, readVerified } from '../checkpoint-file.ts';
import type { ReadContext } from '../context.ts';
import { readArrays, readOne, snapshot, type ReadableDb } from '../types.ts';
import { lastLeaf, logSize, nodeReader } from './log.ts';

/** Something verification found. `index` is the first entry concerned, null when it cannot be told. */
export interface Finding {
  readonly index: number | null;
  readonly sentence: string;
}

export interface TreeReport {
  readonly size: number;
  /** Root over the stored nodes, hex; empty when the tree is too damaged to have one. */
  readonly root: string;
  readonly checkedEntries: number;
  /** Time of the first entry. */
  readonly since: string | null;
  /** Entries below this index had their signatures checked by an earlier verification that still holds. */
  readonly verifiedBefore: number;
  readonly findings: Finding[];
}

export interface SignatureReport {
  readonly checked: number;
  readonly findings: Finding[];
}

/** Leaves handled at a time; a power of two, so that a block's inner nodes are complete within it. */
const BLOCK = 4_096;
const BLOCK_LEVELS = 12;
/** Findings kept in words; a wrecked log would otherwise fill the memory with them. */
const MAX_FINDINGS = 100;

type EntryRow = readonly [
  idx: number,
  at: string,
  kind: string,
  actor: string,
  caseId: string | null,
  policy: string | null,
  finding: string | null,
  action: string | null,
  label: string | null,
  band: string | null,
  handsOnMs: number | null,
  entry: Buffer,
];

const COLUMN_NAMES = [
  'at',
  'kind',
  'actor',
  'caseId',
  'policy',
  'finding',
  'action',
  'label',
  'band',
  'handsOnMs',
] as const satisfies readonly (keyof LogColumns)[];

/**
 * Checks everything but the entries' signatures: the sequence of indexes, every leaf and node hash, every column
 * against its entry, and that the log continues its signed checkpoint.
 */
export function verifyTree({ db, settings, verifiers }: ReadContext): TreeReport {
  // Read before the view of the database begins, so that a sound log can only be longer.
  const checkpoint = readCheckpoint(settings, verifiers);
  const verified = readVerified(settings, verifiers);
  return snapshot(db, () => {
    const size = logSize(db);
    const tree = new TreeCheck(db, size);
    tree.run();
    const { findings } = tree;
    if ('problem' in checkpoint) {
      if (size > 0) findings.push({ index: null, sentence: checkpoint.problem });
    } else if (checkpoint.checkpoint.size > size) {
      findings.push({
        index: size,
        sentence: `The log has ${size} entries, but its last checkpoint was signed over ${checkpoint.checkpoint.size}: entries are missing.`,
      });
    } else if (rootAt(db, checkpoint.checkpoint.size) !== checkpoint.checkpoint.root.toString('hex')) {
      findings.push({
        index: null,
        sentence: `The first ${checkpoint.checkpoint.size} entries are not the ones its last checkpoint was signed over.`,
      });
    }
    const earlier = verified === null ? null : earlierProblem(db, verified, size);
    if (earlier !== null) findings.push(earlier);
    const stillHolds = findings.length === 0 && verified !== null;
    return {
      size,
      root: rootAt(db, size),
      checkedEntries: tree.checked,
      since: tree.since,
      verifiedBefore: stillHolds ? verified.size : 0,
      findings: findings.slice(0, MAX_FINDINGS),
    };
  });
}

/** What an earlier full verification, signed beside the log, knows better than the log as it is now. */
function earlierProblem(db: ReadableDb, verified: Checkpoint, size: number): Finding | null {
  if (verified.size > size)
    return {
      index: size,
      sentence: `The log has ${size} entries, but an earlier verification covered ${verified.size}: entries are missing.`,
    };
  if (rootAt(db, verified.size) === verified.root.toString('hex')) return null;
  return {
    index: null,
    sentence: `The first ${verified.size} entries are not the ones an earlier verification covered.`,
  };
}

/** Checks the device signatures of the entries `[from, to)`. */
export function verifySignatures(
  { db, verifiers }: ReadContext,
  { from, to }: { from: number; to: number },
): SignatureReport {
  const rows = readArrays<readonly [idx: number, entry: Buffer]>(
    db,
    'SELECT idx, entry FROM log WHERE idx >= ? AND idx < ? ORDER BY idx',
    [from, to],
  );
  const findings: Finding[] = [];
  for (const [idx, entry] of rows) {
    const decoded = decodeEntry(entry, verifiers);
    if ('problem' in decoded && findings.length < MAX_FINDINGS)
      findings.push({ index: idx, sentence: `Entry ${idx}: ${SIGNATURE_SENTENCES[decoded.problem]}.` });
  }
  return { checked: rows.length, findings };
}

const SIGNATURE_SENTENCES: Record<NoteProblem | 'other_device', string> = {
  malformed: 'it is not a well-formed signed entry',
  unknown_key: 'it is not signed with a key of this workspace',
  bad_signature: 'its signature is wrong',
  other_device: 'it is signed by another device than the one it names',
};

function rootAt(db: ReadableDb, size: number): string {
  try {
    return rootOf(size, nodeReader(db)).toString('hex');
  } catch {
    return '';
  }
}

type StoredHashes = readonly (Buffer | undefined)[];

/** A node as it was found: its stored hash (or the computed one where none is stored), and whether it was wrong. */
interface CheckedNode {
  readonly hash: Buffer;
  readonly wrong: boolean;
}

/** One pass over the rows in blocks, from the leaves up. */
class TreeCheck {
  readonly findings: Finding[] = [];
  checked = 0;
  since: string | null = null;
  readonly #db: ReadableDb;
  readonly #size: number;
  /** Per level above the blocks, the left sibling that waits for its right one. */
  readonly #waiting: (CheckedNode | undefined)[] = [];

  constructor(db: ReadableDb, size: number) {
    this.#db = db;
    this.#size = size;
  }

  run(): void {
    const first = readOne<{ idx: number | null }>(this.#db, 'SELECT min(idx) AS idx FROM log')?.idx ?? 0;
    if (first < 0) this.#found(0, 'There are entries with an index below zero.');
    for (let start = 0; start < this.#size; start += BLOCK) this.#block(start);
    this.#countNodes();
  }

  #block(start: number): void {
    const end = Math.min(start + BLOCK, this.#size);
    const stored = this.#stored(start, end);
    let nodes = this.#leaves(start, end, stored[0] ?? []);
    for (let level = 1; nodes.length > 1; level += 1) nodes = this.#inner(level, start, nodes, stored[level] ?? []);
    if (end - start === BLOCK) this.#above(BLOCK_LEVELS, start / BLOCK, nodes[0]);
  }

  /** Checks rows and leaf hashes; answers one node per index, also where a row is missing. */
  #leaves(start: number, end: number, stored: StoredHashes): CheckedNode[] {
    const rows = readArrays<EntryRow>(
      this.#db,
      `SELECT idx, at, kind, actor, case_id, policy, finding, action, label, band, hands_on_ms, entry
       FROM log WHERE idx >= ? AND idx < ? ORDER BY idx`,
      [start, end],
    );
    const nodes: CheckedNode[] = [];
    let next = 0;
    for (let index = start; index < end; index += 1) {
      const row = rows[next]?.[0] === index ? rows[next] : undefined;
      const expected = stored[index - start];
      if (!row) {
        this.#found(index, `Entry ${index} is missing.`);
        nodes.push({ hash: expected ?? Buffer.alloc(32), wrong: true });
        continue;
      }
      next += 1;
      const hash = hashLeaf(row[11]);
      const wrong = expected === undefined || !hash.equals(expected);
      if (wrong) this.#found(index, `Entry ${index} does not match its place in the tree.`);
      nodes.push({ hash: expected ?? hash, wrong });
      this.#columns(row);
    }
    return nodes;
  }

  #columns(row: EntryRow): void {
    this.checked += 1;
    const [index, at] = row;
    if (index === 0) this.since = at;
    const decoded = readEntry(row[11]);
    if (!decoded) {
      this.#found(index, `Entry ${index} cannot be read.`);
      return;
    }
    if (decoded.seq !== index) this.#found(index, `Entry ${index} was written as entry ${decoded.seq}.`);
    const columns = columnsOf(decoded.draft);
    for (let column = 0; column < COLUMN_NAMES.length; column += 1) {
      const name = COLUMN_NAMES[column];
      if (name !== undefined && columns[name] !== row[column + 1])
        this.#found(index, `Entry ${index}: the column ${name} differs from the signed entry.`);
    }
  }

  /** Checks the complete nodes of one level within a block against their children. */
  #inner(level: number, start: number, children: readonly CheckedNode[], stored: StoredHashes): CheckedNode[] {
    const first = start / 2 ** level;
    const count = Math.floor(children.length / 2);
    const nodes: CheckedNode[] = [];
    for (let position = 0; position < count; position += 1) {
      const left = children[position * 2];
      const right = children[position * 2 + 1];
      if (left && right) nodes.push(this.#node(level, first + position, left, right, stored[position]));
    }
    return nodes;
  }

  /** Carries a block's top node upwards as soon as its sibling is there. */
  #above(level: number, index: number, node: CheckedNode | undefined): void {
    let current = node;
    let position = index;
    for (let at = level; current; at += 1) {
      const left = this.#waiting[at];
      if (position % 2 === 0 || !left) {
        this.#waiting[at] = current;
        return;
      }
      this.#waiting[at] = undefined;
      position = (position - 1) / 2;
      const stored = readOne<{ hash: Buffer }>(this.#db, 'SELECT hash FROM node WHERE last = ? AND level = ?', [
        lastLeaf(at + 1, position),
        at + 1,
      ]);
      current = this.#node(at + 1, position, left, current, stored?.hash);
    }
  }

  /**
   * Compares one inner node with its children. Where a child was already found wrong the node is not blamed as well:
   * its own stored hash goes further up, so that one change is reported once and at its place.
   */
  #node(level: number, index: number, left: CheckedNode, right: CheckedNode, stored: Buffer | undefined): CheckedNode {
    const tainted = left.wrong || right.wrong;
    if (tainted && stored) return { hash: stored, wrong: false };
    const hash = hashNode(left.hash, right.hash);
    if (stored && hash.equals(stored)) return { hash, wrong: false };
    const firstLeaf = index * 2 ** level;
    this.#found(firstLeaf, `The tree node ${level}/${index}, over the entries from ${firstLeaf} on, is wrong.`);
    return { hash, wrong: true };
  }

  /** Stored hashes of a block by level and place in it; undefined where one is missing. */
  #stored(start: number, end: number): StoredHashes[] {
    const rows = readArrays<readonly [level: number, idx: number, hash: Buffer]>(
      this.#db,
      'SELECT level, idx, hash FROM node WHERE last >= ? AND last < ? AND level <= ?',
      [start, end, BLOCK_LEVELS],
    );
    const levels: (Buffer | undefined)[][] = Array.from({ length: BLOCK_LEVELS + 1 }, () => []);
    for (const [level, index, hash] of rows) {
      const hashes = levels[level];
      if (hashes) hashes[index - start / 2 ** level] = hash;
    }
    return levels;
  }

  /** Nodes that no entry accounts for: what a removed newest entry leaves behind. */
  #countNodes(): void {
    const count = readOne<{ n: number }>(this.#db, 'SELECT count(*) AS n FROM node')?.n ?? 0;
    if (count > storedNodeCount(this.#size))
      this.#found(this.#size, `The tree holds nodes of entries after the last one, ${this.#size - 1}.`);
  }

  #found(index: number, sentence: string): void {
    this.findings.push({ index, sentence });
  }
}
