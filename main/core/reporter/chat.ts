import type { EmptyReason } from '../../../common/domain/case-view.ts';
import type { BundleMessage, ConversationKind } from '../../../common/domain/bundle.ts';

type Attachment = Extract<BundleMessage, { type: 'attachment' }>;

/** What one message of a chat holds, as far as the file tells. */
export type ChatContent =
  | { readonly type: 'text'; readonly text: string; readonly mediaOmitted?: true }
  | ({ readonly type: 'attachment' } & Pick<Attachment, 'mediaType' | 'size' | 'sha256' | 'data'>)
  | { readonly type: 'empty'; readonly reason: EmptyReason };

export interface ChatMessage {
  /** RFC 3339 UTC with milliseconds. */
  readonly sentAt: string;
  /** Name as the file gives it. It never enters a bundle. */
  readonly author: string;
  readonly content: ChatContent;
}

/** A conversation as read from a file: messages of people in order; lines of the messenger itself are only counted. */
export interface Chat {
  readonly kind: ConversationKind;
  /** Names of everyone who wrote, in order of their first message. */
  readonly authors: readonly string[];
  /** How many people take part, as far as the file tells; at least two. */
  readonly participants: number;
  /** BCP 47 tag; `und` when the file does not say. */
  readonly language: string;
  readonly messages: readonly ChatMessage[];
  /** How many lines of the file were taken as the messenger's own notices; they are no messages. */
  readonly messengerLines: number;
}
