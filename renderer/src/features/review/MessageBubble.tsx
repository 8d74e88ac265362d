import { Check, CircleDashed, EyeOff, Paperclip, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { FormattedDate, FormattedMessage, FormattedTime, useIntl } from 'react-intl';
import type { MessageView } from '../../../../common/domain/case-view.ts';
import { byteWords } from '../../components/byte-words.ts';
import { hasMasks } from './reveal-step.ts';
import { RevealButton } from './RevealButton.tsx';
import { SegmentedText } from './SegmentedText.tsx';

export interface MessageBubbleProps {
  readonly message: MessageView;
  readonly isReported: boolean;
  /** Whether the time of day alone would not tell when it was written. */
  readonly withDate: boolean;
  /** Whether the keys act on this message. */
  readonly isCurrent: boolean;
  readonly isRevealing: boolean;
  /** Changes when the focus should move here; 0 never moves it. */
  readonly focusRequest: number;
  readonly onCurrent: () => void;
  readonly onReveal: () => void;
}

const VERDICT_ICONS = { verified: Check, not_verifiable: CircleDashed, failed: TriangleAlert } as const;

function VerdictMark({ verdict }: { readonly verdict: MessageView['verdict'] }) {
  const intl = useIntl();
  const Icon = VERDICT_ICONS[verdict];
  const words = intl.formatMessage({ id: `message.verdict.${verdict}` });
  return (
    <span className={`verdict verdict-${verdict}`} title={words}>
      <Icon size={12} aria-hidden="true" />
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

function ScoreWords({ score }: { readonly score: NonNullable<MessageView['score']> }) {
  if (score.band === 'unlikely') return null;
  return (
    <span className={`message-score band-${score.band}`}>
      <FormattedMessage
        id="message.score"
        values={{ band: score.band, label: <FormattedMessage id={`label.${score.label}`} /> }}
      />
    </span>
  );
}

function Veil({ characters, children }: { readonly characters: number; readonly children: ReactNode }) {
  return (
    <div className="veil">
      <EyeOff size={15} aria-hidden="true" />
      <span>
        <FormattedMessage id="message.veiled" values={{ n: characters }} />
      </span>
      {children}
    </div>
  );
}

function Content(props: MessageBubbleProps) {
  const { content } = props.message;
  switch (content.kind) {
    case 'text':
      return (
        <p className="message-text" dir="auto" data-sealed="">
          <SegmentedText segments={content.segments} />
        </p>
      );
    case 'veiled':
      return (
        <Veil characters={content.characters}>
          <RevealButton
            step="text"
            isCurrent={props.isCurrent}
            isRevealing={props.isRevealing}
            onReveal={props.onReveal}
          />
        </Veil>
      );
    case 'attachment':
      return (
        <div className="veil">
          <Paperclip size={15} aria-hidden="true" />
          <span>
            <FormattedMessage id="message.attachment" />
          </span>
          <span className="muted">
            <FormattedMessage
              id="message.attachmentFacts"
              values={{ type: content.mediaType, size: byteWords(content.bytes) }}
            />
          </span>
        </div>
      );
    case 'empty':
      return (
        <p className="message-empty">
          <FormattedMessage id={`message.empty.${content.reason}`} />
        </p>
      );
  }
}

/** Focuses a message with its header in view: one longer than the column is shown from its beginning. */
function showAndFocus(element: HTMLElement): void {
  const room = element.closest('#content')?.clientHeight ?? window.innerHeight;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: element.offsetHeight > Math.min(room, window.innerHeight) ? 'start' : 'nearest' });
}

/** One of the five messages: who wrote it, when, what is known about it, and its text once it may be shown. */
export function MessageBubble(props: MessageBubbleProps) {
  const { message, isReported, isCurrent, focusRequest } = props;
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    if (focusRequest > 0 && ref.current !== null) showAndFocus(ref.current);
  }, [focusRequest]);
  const reveal = (): void => {
    // The button goes away with the veil or the masks; the message keeps the focus.
    ref.current?.focus();
    props.onReveal();
  };
  const metaId = `message-${message.slot}-meta`;
  return (
    <li className={`message role-${message.role} ${isReported ? 'is-reported' : ''}`} data-current={isCurrent}>
      <span className="message-slot" aria-hidden="true">
        {message.slot}
      </span>
      <article
        ref={ref}
        className="message-body"
        tabIndex={isCurrent ? 0 : -1}
        aria-labelledby={metaId}
        onFocus={props.onCurrent}
      >
        <header className="message-meta">
          <span className="message-facts" id={metaId}>
            <span className="visually-hidden">
              <FormattedMessage id="message.slot" values={{ slot: message.slot }} />
            </span>
            <span className="message-author">
              <FormattedMessage id={`role.${message.role}`} values={{ author: message.author }} />
            </span>
            <time dateTime={message.sentAt}>
              {props.withDate ? (
                <FormattedDate
                  value={message.sentAt}
                  day="numeric"
                  month="short"
                  hour="2-digit"
                  minute="2-digit"
                  hourCycle="h23"
                />
              ) : (
                <FormattedTime value={message.sentAt} hour="2-digit" minute="2-digit" hourCycle="h23" />
              )}
            </time>
            <VerdictMark verdict={message.verdict} />
            {message.score === null ? null : <ScoreWords score={message.score} />}
            {isReported ? (
              <span className="reported-tag">
                <FormattedMessage id="message.reported" />
              </span>
            ) : null}
          </span>
          {message.content.kind === 'text' && hasMasks(message.content.segments) ? (
            <RevealButton step="details" isCurrent={isCurrent} isRevealing={props.isRevealing} onReveal={reveal} />
          ) : null}
        </header>
        <div className="message-content">
          <Content {...props} onReveal={reveal} />
        </div>
      </article>
    </li>
  );
}
