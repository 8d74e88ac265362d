import { useEffect, useRef } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useServices } from './services.ts';

/** Says that the window is about to lock. It floats, so that nothing moves under somebody's hands. */
export function IdleWarning({ leftMs }: { readonly leftMs: number | null }) {
  const intl = useIntl();
  const { announcer } = useServices();
  const isNear = leftMs !== null;
  const seconds = Math.ceil((leftMs ?? 0) / 1000);
  const first = useRef(seconds);
  useEffect(() => {
    first.current = seconds;
  });
  useEffect(() => {
    if (isNear) announcer.say(intl.formatMessage({ id: 'lock.soon' }, { seconds: first.current }));
  }, [isNear, announcer, intl]);
  return isNear ? (
    <p className="idle-warning" aria-hidden="true">
      <FormattedMessage id="lock.soon" values={{ seconds }} />
    </p>
  ) : null;
}
