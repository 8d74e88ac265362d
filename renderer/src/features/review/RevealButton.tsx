import { Button } from 'react-aria-components';
import { FormattedMessage } from 'react-intl';
import { KeyCap } from '../../components/KeyCap.tsx';
import { useKeys } from '../../use-commands.ts';
import type { RevealStep } from './reveal-step.ts';
import { useReview } from './use-review.ts';

export interface RevealButtonProps {
  readonly step: Exclude<RevealStep, null>;
  /** Whether the key acts on this message now. */
  readonly isCurrent: boolean;
  readonly isRevealing: boolean;
  readonly onReveal: () => void;
}

/** Takes the next step on a message: lifts its veil, or the masks within its text. */
export function RevealButton({ step, isCurrent, isRevealing, onReveal }: RevealButtonProps) {
  const keys = useKeys('review.reveal');
  const { connected } = useReview().state;
  return (
    <Button className="link-button reveal" onPress={onReveal} isDisabled={isRevealing || !connected}>
      <FormattedMessage id={isRevealing ? 'message.revealing' : `message.reveal.${step}`} />
      {isCurrent ? <KeyCap keys={keys} /> : null}
    </Button>
  );
}
