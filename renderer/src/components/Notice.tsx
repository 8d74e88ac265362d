import type { ReactNode } from 'react';

export type Tone = 'ok' | 'warn' | 'bad' | 'plain';

export interface NoticeProps {
  readonly tone: Tone;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly aside?: ReactNode;
  readonly role?: 'alert' | 'status';
}

/** A sentence across the screen: what is the case, and what to do about it. */
export function Notice({ tone, icon, children, aside, role }: NoticeProps) {
  return (
    <div className={`notice notice-${tone}`} {...(role === undefined ? {} : { role })}>
      {icon === undefined ? null : <span className="notice-icon">{icon}</span>}
      <div className="notice-text">{children}</div>
      {aside === undefined ? null : <div className="notice-aside">{aside}</div>}
    </div>
  );
}
