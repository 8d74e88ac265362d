import { Check, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';
import { Screen } from '../app/Screen.tsx';
import { ScreenRail } from '../app/ScreenRail.tsx';
import { problemOf } from '../app/services.ts';
import { Notice, type Tone } from './Notice.tsx';

export interface LeadProps {
  readonly tone: Tone;
  readonly icon: ReactNode;
  /** The answer to the screen's question, as a sentence. */
  readonly sentence: ReactNode;
  readonly children?: ReactNode;
  readonly aside?: ReactNode;
}

/** The first line of a screen: its answer in a sentence, then what belongs to it. */
export function Lead({ tone, icon, sentence, children, aside }: LeadProps) {
  return (
    <Notice tone={tone} icon={icon} {...(aside === undefined ? {} : { aside })}>
      <strong className={`lead lead-${tone}`}>{sentence}</strong> {children}
    </Notice>
  );
}

export interface RecordScreenProps {
  readonly title: ReactNode;
  /** Acts of the whole screen; null where the role has none. */
  readonly actions: ReactNode;
  /** Null while nothing has been read yet: its place is kept. */
  readonly lead: ReactNode;
  /** Why the last reading failed. */
  readonly error: unknown;
  /** What was just done, in a sentence. */
  readonly note?: string | null;
  readonly children?: ReactNode;
  readonly dialogs?: ReactNode;
}

/** A screen of records: title and acts, one sentence, what was just done, then cards. */
export function RecordScreen(props: RecordScreenProps) {
  const { error, note = null } = props;
  return (
    <Screen
      rail={<ScreenRail />}
      main={
        <div className="records">
          <header className="screen-head">
            <h1>{props.title}</h1>
            {props.actions === null ? null : <div className="screen-actions">{props.actions}</div>}
          </header>
          {error === null ? null : (
            <Notice tone="bad" role="alert" icon={<TriangleAlert size={16} aria-hidden="true" />}>
              <FormattedMessage id="records.failed" values={{ message: problemOf(error).message }} />{' '}
              <code>{problemOf(error).code}</code>
            </Notice>
          )}
          {props.lead ??
            (error === null ? (
              <Notice tone="plain">
                <span className="late-loading">
                  <FormattedMessage id="records.reading" />
                </span>
              </Notice>
            ) : null)}
          <div role="status" className="records-note">
            {note === null ? null : (
              <p>
                <Check size={14} aria-hidden="true" /> {note}
              </p>
            )}
          </div>
          {props.children}
        </div>
      }
    >
      {props.dialogs}
    </Screen>
  );
}

export interface CardProps {
  readonly title: ReactNode;
  readonly id: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A titled group of a screen. */
export function Card({ title, id, actions, children }: CardProps) {
  return (
    <section className="card record-card" aria-labelledby={id}>
      <header className="card-head">
        <h2 id={id}>{title}</h2>
        {actions === undefined ? null : <div className="card-actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
