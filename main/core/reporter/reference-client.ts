import type { Bundle, BundleMessage } from '../../../common/domain/bundle.ts';
import { ProblemError } from '../../../common/errors.ts';
import { commitToMessage, type ReportedRecord } from '../intake/franking.ts';
import type { ReferencePlatform } from './reference-platform.ts';

/** A report as a client has it before the platform has seen it. */
export interface UnsignedReport extends Pick<Bundle, 'parties' | 'complaint' | 'messages'> {
  readonly bundleId: string;
  readonly receivedAt: string;
}

export interface FrankOptions {
  /** Number of the first message in its conversation. */
  readonly firstSeq: number;
  /** Makes the 32 bytes of an opening. */
  readonly opening: () => Uint8Array;
}

interface FrankedMessage {
  readonly message: BundleMessage;
  readonly record: ReportedRecord;
}

/**
 * Sends the messages of a report through the platform and has it sign the report: for each message the sender commits,
 * the platform relays and tags, and the reporter hands opening and tag in. The time of a message becomes the time at
 * which the platform accepted it.
 *
 * An empty slot stands for a message whose body the client no longer has. Its opening is gone as well, so that nothing
 * but its place can be proven.
 * @throws ProblemError DATA_INVALID when the platform refuses the report
 */
export function frankReport(
  report: UnsignedReport,
  platform: ReferencePlatform,
  { firstSeq, opening }: FrankOptions,
): Required<Pick<Bundle, 'messages' | 'platform'>> {
  const conversation = Buffer.from(report.parties.conversation.id, 'base64');
  const franked = report.messages.map((message, index) =>
    frankMessage(message, platform, conversation, firstSeq + index, opening()),
  );
  const signature = platform.signReport({
    bundleId: report.bundleId,
    reporter: report.parties.reporter,
    category: report.complaint.category,
    receivedAt: Date.parse(report.receivedAt),
    records: franked.map(({ record }) => record),
  });
  if (signature === null) throw new ProblemError('DATA_INVALID', 'The platform does not know the messages it relayed.');
  return {
    messages: franked.map(({ message }) => message),
    platform: { keyId: platform.identity.keyId, signature: signature.toString('base64') },
  };
}

function frankMessage(
  message: BundleMessage,
  platform: ReferencePlatform,
  conversation: Buffer,
  seq: number,
  opening: Uint8Array,
): FrankedMessage {
  const commitment = commitToMessage(opening, message);
  const at = Date.parse(message.sentAt);
  if (at < 0)
    throw new ProblemError('DATA_INVALID', 'A message is dated before 1970, which no platform can have relayed.');
  const { context, tag } = platform.relay({ conversation, seq, sender: message.author, at, commitment });
  const relayed = {
    commitment: commitment.toString('base64'),
    context: context.toString('base64'),
    tag: tag.toString('base64'),
    seq,
    acceptedAt: message.sentAt,
  };
  const record = { commitment, context, tag };
  if (message.type === 'empty') return { message: { ...message, franking: relayed }, record };
  const franking = { opening: Buffer.from(opening).toString('base64'), ...relayed };
  return { message: { ...message, franking }, record };
}
