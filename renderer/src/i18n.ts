import messages from '../locales/en.json';

/** Every string a person reads, by id; the source of the ids is the messages file. */
export const MESSAGES = messages;
export type MessageId = keyof typeof messages;

declare global {
  // react-intl reads its message ids from this namespace.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace FormatjsIntl {
    interface Message {
      ids: MessageId;
    }
  }
}

/** Whether the messages file has this id; for ids put together from a code that may be newer than this window. */
export function hasMessage(id: string): id is MessageId {
  return Object.hasOwn(messages, id);
}
