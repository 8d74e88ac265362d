import { describe, expect, it } from 'vitest';
import { MAX_BUNDLE_BYTES, paddedSize, type Bundle, type BundleMessage } from '../../../common/domain/bundle.ts';
import type { QuarantineCode } from '../../../common/domain/quarantine.ts';
import { exampleBundle } from '../../../fixtures/example.ts';
import { FIXED_BASE } from '../../../fixtures/sample.ts';
import { exampleTeamKey, exampleTrust, type ExampleTrust } from '../../../fixtures/trust.ts';
import { SAMPLE_PLATFORM, samplePlatform } from '../reporter/sample-platform.ts';
import { acceptBundle, type IntakeDeps } from './accept.ts';
import { encodeBundle } from './assemble-bundle.ts';
import { commitToMessage } from './franking.ts';
import { openStored } from './open-stored.ts';
import { encodeSealed, sealBundle } from './sealed-bundle.ts';
import { payloadOf, verifyBundle } from './verify-bundle.ts';

const DAY = 24 * 60 * 60 * 1000;
const genuine = exampleBundle('tamper', { franked: true });
const elsewhere = exampleBundle('another conversation', { franked: true });

type Messages = Bundle['messages'];
type Text = Extract<BundleMessage, { type: 'text' }>;

/** A message of the genuine bundle as text with its proof; the example has only such. */
function text(index: number, of: Bundle = genuine): Text & { franking: NonNullable<Text['franking']> } {
  const message = of.messages[index];
  if (message?.type !== 'text' || message.franking === undefined) throw new Error('the example should be franked text');
  return { ...message, franking: message.franking };
}

/** The bundle with these messages, slots and announced count made to fit as a careful forger would. */
function withMessages(messages: readonly BundleMessage[], bundle: Bundle = genuine): Bundle {
  const renumbered = messages.map((message, index) => ({ ...message, slot: 6 - messages.length + index }));
  const { complaint } = bundle;
  const consent = { ...complaint.consent, announced: messages.length };
  return fitting({ ...bundle, complaint: { ...complaint, consent }, messages: renumbered });
}

function replaced(index: number, message: BundleMessage): Bundle {
  return fitting({ ...genuine, messages: genuine.messages.map((kept, at) => (at === index ? message : kept)) });
}

/** Header size and policy as they must be, so that only the tampering itself is left to find. */
function fitting(bundle: Bundle): Bundle {
  const header = { ...bundle.header, policy: bundle.complaint.category, size: paddedSize(payloadOf(bundle).length) };
  return { ...bundle, header };
}

/** What a dishonest reporter hands to the platform, which signs it: records are genuine, their choice is not. */
function signedAgain(bundle: Bundle): Bundle {
  const { bundleId, receivedAt } = bundle.header;
  const records = bundle.messages.map(({ franking }) => {
    if (franking === undefined) throw new Error('the example should be franked');
    const decode = (field: string): Buffer => Buffer.from(field, 'base64');
    return { commitment: decode(franking.commitment), context: decode(franking.context), tag: decode(franking.tag) };
  });
  const signature = samplePlatform.signReport({
    bundleId,
    reporter: bundle.parties.reporter,
    category: bundle.complaint.category,
    receivedAt: Date.parse(receivedAt),
    records,
  });
  if (signature === null) throw new Error('the platform should know its records');
  return { ...bundle, platform: { keyId: SAMPLE_PLATFORM.keyId, signature: signature.toString('base64') } };
}

function with5(change: (messages: Messages) => BundleMessage[]): Bundle {
  return withMessages(change([...genuine.messages]));
}

const swapped = with5(([a, b, c, d, e]) => [a!, c!, b!, d!, e!]);
const doubled = with5(([, b, , d, e]) => [b!, b!, d!, e!]);
const gap = with5(([a, , c, d, e]) => [a!, c!, d!, e!]);
const foreign = with5(([a, b, c, , e]) => [
  a!,
  b!,
  c!,
  { ...text(3, elsewhere), author: text(3).author, role: text(3).role },
  e!,
]);
const forgedBody = { ...text(4), text: `${text(4).text} or else` };
const recommitted = {
  ...forgedBody,
  franking: {
    ...text(4).franking,
    commitment: commitToMessage(Buffer.from(text(4).franking.opening, 'base64'), forgedBody).toString('base64'),
  },
};

const six = { ...genuine, messages: [genuine.messages[0]!, ...genuine.messages] };
const raw = (change: (json: string) => string): Uint8Array => {
  const before = Buffer.from(encodeBundle(genuine)).toString();
  const after = change(before);
  if (after === before) throw new Error('the change changed nothing');
  return Buffer.from(after);
};

type Row = readonly [
  what: string,
  code: QuarantineCode,
  input: Bundle | Uint8Array,
  change?: (trust: ExampleTrust) => void,
];

const ROWS: readonly Row[] = [
  ['forged text', 'COMMITMENT', replaced(4, forgedBody)],
  ['forged text with a commitment to fit', 'SIGNATURE', replaced(4, recommitted)],
  ['text said to have come with a picture', 'COMMITMENT', replaced(2, { ...text(2), mediaOmitted: true })],
  ['changed sender', 'SIGNATURE', replaced(3, { ...text(3), author: genuine.parties.subject, role: 'subject' })],
  [
    'changed sender without changing the role',
    'SIGNATURE',
    replaced(3, { ...text(3), author: genuine.parties.subject }),
  ],
  [
    'changed reporter',
    'SIGNATURE',
    fitting({ ...genuine, parties: { ...genuine.parties, reporter: 'ab'.repeat(16) } }),
  ],
  ['changed category', 'SIGNATURE', fitting({ ...genuine, complaint: { ...genuine.complaint, category: 'THREAT' } })],
  [
    'changed category in the complaint alone',
    'SIGNATURE',
    { ...genuine, complaint: { ...genuine.complaint, category: 'THREAT' } },
  ],
  [
    'changed time of receipt',
    'SIGNATURE',
    { ...genuine, header: { ...genuine.header, receivedAt: '2025-06-02T07:59:59.999Z' } },
  ],
  ['changed time of a message', 'CONTEXT', replaced(1, { ...text(1), sentAt: '2025-05-01T00:00:00.000Z' })],
  [
    'changed tag',
    'SIGNATURE',
    replaced(1, { ...text(1), franking: { ...text(1).franking, tag: text(2).franking.tag } }),
  ],
  ['signature of another report', 'SIGNATURE', { ...genuine, platform: elsewhere.platform }],
  ['oldest context dropped after signing', 'SIGNATURE', with5((all) => all.slice(1))],
  ['dropped context', 'SEQUENCE', gap],
  ['dropped context, signed by the platform', 'SEQUENCE', signedAgain(gap)],
  ['reordered context', 'SEQUENCE', swapped],
  ['reordered context, signed by the platform', 'SEQUENCE', signedAgain(swapped)],
  ['duplicated context', 'SEQUENCE', doubled],
  ['duplicated context, signed by the platform', 'SEQUENCE', signedAgain(doubled)],
  ['message of another conversation', 'CONVERSATION', foreign],
  ['message of another conversation, signed by the platform', 'CONVERSATION', signedAgain(foreign)],
  ['six messages', 'TOO_MANY_MESSAGES', six],
  ['unknown field', 'SCHEMA_UNKNOWN_FIELD', raw((json) => json.replace('"slot":1', '"slot":1,"note":"x"'))],
  [
    'unknown field in the metadata',
    'METADATA_KEY',
    raw((json) => json.replace('"metadata":{', '"metadata":{"imei":"1",')),
  ],
  [
    'opening of 31 bytes',
    'OPENING_LENGTH',
    raw((json) => json.replace(/"opening":"[^"]+"/u, `"opening":"${Buffer.alloc(31).toString('base64')}"`)),
  ],
  ['non-canonical base64', 'BASE64', raw((json) => json.replace(/("opening":"[^"]+?)[A-Za-z0-9+/]="/u, '$1B="'))],
  ['lone surrogate', 'LONE_SURROGATE', raw((json) => json.replace('you clown', 'you \\ud800clown'))],
  ['NUL character', 'CONTROL_CHARACTER', raw((json) => json.replace('you clown', 'you\\u0000clown'))],
  ['control character', 'CONTROL_CHARACTER', raw((json) => json.replace('you clown', 'you\\u001bclown'))],
  ['oversize', 'SIZE', Buffer.alloc(MAX_BUNDLE_BYTES + 1, 0x20)],
  [
    'expired',
    'AGE',
    genuine,
    (trust) => {
      trust.intakeRules.maxAgeDays = 0;
    },
  ],
  [
    'retired platform key',
    'PLATFORM_KEY_RETIRED',
    genuine,
    (trust) => {
      changePlatform(trust, { state: 'retired' });
    },
  ],
  [
    'ended platform key',
    'PLATFORM_KEY_RETIRED',
    genuine,
    (trust) => {
      changePlatform(trust, { notAfter: FIXED_BASE - 30 * DAY });
    },
  ],
  [
    'platform key not valid yet',
    'PLATFORM_KEY_NOT_YET_VALID',
    genuine,
    (trust) => {
      changePlatform(trust, { notBefore: FIXED_BASE });
    },
  ],
  [
    'unknown platform key',
    'PLATFORM_KEY_UNKNOWN',
    genuine,
    (trust) => {
      trust.platformKeys.clear();
    },
  ],
  [
    'another platform under the same key id',
    'SIGNATURE',
    genuine,
    (trust) => {
      changePlatform(trust, { publicKey: Buffer.alloc(32, 1) });
    },
  ],
  ['more messages than announced', 'CONSENT_EXCEEDED', announcing(3)],
  ['fewer messages than announced', 'CONSENT_MISMATCH', { ...genuine, messages: genuine.messages.slice(1) }],
  ['proof torn off', 'AUTHENTICITY_PARTIAL', withoutPlatform(genuine)],
  [
    'no proof where proof is asked for',
    'UNSIGNED_NOT_ALLOWED',
    exampleBundle(),
    (trust) => {
      trust.intakeRules.allowUnsigned = false;
    },
  ],
];

interface Case<Input> {
  readonly what: string;
  readonly code: QuarantineCode;
  readonly input: Input;
  readonly change: (trust: ExampleTrust) => void;
}

const CASES: readonly Case<Bundle | Uint8Array>[] = ROWS.map(([what, code, input, change = () => undefined]) => ({
  what,
  code,
  input,
  change,
}));
const isBundle = (entry: Case<Bundle | Uint8Array>): entry is Case<Bundle> => !(entry.input instanceof Uint8Array);

/** Faults of this workspace's rules are found at the door only; a case that is in does not age out of the queue. */
const AT_THE_DOOR = new Set<QuarantineCode>(['AGE', 'UNSIGNED_NOT_ALLOWED']);

function changePlatform(trust: ExampleTrust, change: object): void {
  const key = trust.platformKeys.get(SAMPLE_PLATFORM.keyId);
  if (key !== undefined) trust.platformKeys.set(SAMPLE_PLATFORM.keyId, { ...key, ...change });
}

function announcing(announced: number): Bundle {
  return fitting({
    ...genuine,
    complaint: { ...genuine.complaint, consent: { ...genuine.complaint.consent, announced } },
  });
}

function withoutPlatform({ platform, ...bundle }: Bundle): Bundle {
  expect(platform).toBeDefined();
  return fitting(bundle);
}

/** A door that remembers what came through it. */
function door(trust: ExampleTrust) {
  const queued: string[] = [];
  const kept: string[] = [];
  const deps: IntakeDeps = {
    trust,
    queue: {
      enqueue: ({ bundleId }) => {
        if (queued.includes(bundleId)) return Promise.resolve('duplicate');
        queued.push(bundleId);
        return Promise.resolve('queued');
      },
    },
    quarantine: { add: ({ code, raw: bytes }) => Promise.resolve(kept.push(`${code} ${bytes.length}`)) },
    via: 'import',
    actor: 'quintet',
    now: () => FIXED_BASE,
  };
  return { deps, queued, kept };
}

describe('the genuine bundle', () => {
  it('is accepted, so that every refusal below is owed to the tampering', async () => {
    const { deps, queued } = door(exampleTrust());
    expect(await acceptBundle(encodeBundle(genuine), deps)).toMatchObject({ outcome: 'queued' });
    expect(await acceptBundle(encodeBundle(signedAgain(genuine)), deps)).toMatchObject({ outcome: 'duplicate' });
    expect(queued).toHaveLength(1);
  });
});

describe('tampering ends in quarantine with its code', () => {
  it.each(CASES)('clear: $what → $code', async ({ code, input, change }) => {
    const trust = exampleTrust();
    change(trust);
    const { deps, queued, kept } = door(trust);
    const bytes = input instanceof Uint8Array ? input : encodeBundle(input);
    expect(await acceptBundle(bytes, deps)).toMatchObject({ outcome: 'quarantined', code });
    expect(queued).toEqual([]);
    expect(kept).toEqual([`${code} ${bytes.length}`]);
  });

  const sealable = CASES.filter(isBundle);

  it.each(sealable)('sealed by the sender: $what → $code', async ({ code, input, change }) => {
    const trust = exampleTrust();
    const parts = await sealBundle(input, trust.sealing.recipients(FIXED_BASE));
    change(trust);
    const { deps, queued, kept } = door(trust);
    const line = encodeSealed(parts);
    expect(await acceptBundle(line, deps)).toMatchObject({ outcome: 'quarantined', code });
    expect(queued).toEqual([]);
    expect(kept).toEqual([`${code} ${line.length}`]);
  });

  it.each(sealable.filter(({ code }) => !AT_THE_DOOR.has(code)))(
    'as stored: $what → $code',
    async ({ code, input, change }) => {
      const trust = exampleTrust();
      const parts = await sealBundle(input, trust.sealing.recipients(FIXED_BASE));
      change(trust);
      const stored = { ...parts, bundleId: input.header.bundleId, commitmentHolds: true, enqueuedAt: FIXED_BASE };
      expect(await openStored(stored, trust)).toMatchObject({ ok: false, code });
    },
  );

  it('replay is a duplicate, sealed again or not', async () => {
    const trust = exampleTrust();
    const { deps, queued, kept } = door(trust);
    const sealedLine = async (): Promise<Uint8Array> =>
      encodeSealed(await sealBundle(genuine, trust.sealing.recipients(FIXED_BASE)));
    expect(await acceptBundle(encodeBundle(genuine), deps)).toMatchObject({ outcome: 'queued' });
    expect(await acceptBundle(encodeBundle(genuine), deps)).toMatchObject({ outcome: 'duplicate' });
    expect(await acceptBundle(await sealedLine(), deps)).toMatchObject({ outcome: 'duplicate' });
    expect(queued).toHaveLength(1);
    expect(kept).toEqual([]);
  });

  it('replay under another id breaks the signature', async () => {
    const { deps } = door(exampleTrust());
    const bundleId = elsewhere.header.bundleId;
    const again = { ...genuine, header: { ...genuine.header, bundleId } };
    expect(await acceptBundle(encodeBundle(again), deps)).toMatchObject({ code: 'SIGNATURE' });
  });

  it('a stored bundle that is not the logged one, or under another id, is never opened', async () => {
    const trust = exampleTrust();
    const parts = await sealBundle(genuine, trust.sealing.recipients(FIXED_BASE));
    const stored = { ...parts, bundleId: genuine.header.bundleId, commitmentHolds: true, enqueuedAt: FIXED_BASE };
    expect(await openStored(stored, trust)).toMatchObject({ ok: true });
    expect(await openStored({ ...stored, commitmentHolds: false }, trust)).toMatchObject({ code: 'NOT_AS_LOGGED' });
    const other = { ...stored, bundleId: elsewhere.header.bundleId };
    expect(await openStored(other, trust)).toMatchObject({ code: 'HEADER_MISMATCH' });
  });

  it('a case does not age out of the queue', async () => {
    const trust = exampleTrust();
    const parts = await sealBundle(exampleBundle(), trust.sealing.recipients(FIXED_BASE));
    trust.intakeRules.maxAgeDays = 0;
    trust.intakeRules.allowUnsigned = false;
    trust.teamKeys.set('team-1', exampleTeamKey('team-1', { state: 'retired', notAfter: FIXED_BASE }));
    const { bundleId } = exampleBundle().header;
    const stored = { ...parts, bundleId, commitmentHolds: true, enqueuedAt: FIXED_BASE };
    expect(await openStored(stored, trust)).toMatchObject({ ok: true });
  });
});

describe('what a refusal says of the messages', () => {
  const findings = (bundle: Bundle) => {
    const result = verifyBundle(encodeBundle(bundle), exampleTrust().platforms);
    return result.ok ? [] : (result.messages ?? []).map(({ verdict, failed }) => failed ?? verdict);
  };

  it('names the one message that fails and the check it fails', () => {
    expect(findings(replaced(4, forgedBody))).toEqual([...Array<string>(4).fill('not_checked'), 'commitments']);
    expect(findings(gap)[1]).toBe('sequence');
    expect(findings(foreign)[3]).toBe('context');
    expect(findings({ ...genuine, platform: elsewhere.platform })).toEqual(Array(5).fill('signature'));
    expect(findings(announcing(3))).toEqual(Array(5).fill('not_checked'));
  });
});
