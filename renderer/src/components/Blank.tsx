import type { ReactNode, Ref } from 'react';

export interface BlankProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly titleRef?: Ref<HTMLHeadingElement>;
}

/** What stands where content would be: says what would fill it and how. */
export function Blank({ title, children, actions, titleRef }: BlankProps) {
  return (
    <div className="blank">
      <h1 ref={titleRef} tabIndex={-1}>
        {title}
      </h1>
      <div className="blank-text">{children}</div>
      {actions === undefined ? null : <div className="blank-actions">{actions}</div>}
    </div>
  );
}
