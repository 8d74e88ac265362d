import { RadioGroup } from 'react-aria-components';
import { FormattedMessage } from 'react-intl';
import { FINDINGS, type Finding } from '../../../../common/domain/decision.ts';
import type { CommandId } from '../../commands.ts';
import { Choice } from '../../components/Choice.tsx';
import { KeyCap } from '../../components/KeyCap.tsx';
import { useKeys } from '../../use-commands.ts';
import { FINDING_GROUP_ID } from './focus-targets.ts';

const COMMANDS: Record<Finding, CommandId> = {
  violation: 'review.violation',
  no_violation: 'review.noViolation',
  insufficient_context: 'review.insufficient',
};

function Segment({ finding }: { readonly finding: Finding }) {
  const keys = useKeys(COMMANDS[finding]);
  return (
    <Choice className="segment" value={finding} keys={keys}>
      <span>
        <FormattedMessage id={`finding.${finding}`} />
      </span>
      <KeyCap keys={keys} />
    </Choice>
  );
}

export interface FindingChoiceProps {
  readonly value: Finding | null;
  readonly isDisabled: boolean;
  readonly isInvalid: boolean;
  readonly onChoose: (finding: Finding) => void;
}

/** The finding, as three segments with their keys. */
export function FindingChoice({ value, isDisabled, isInvalid, onChoose }: FindingChoiceProps) {
  return (
    <RadioGroup
      id={FINDING_GROUP_ID}
      className="segments"
      aria-labelledby="finding-title"
      orientation="horizontal"
      value={value}
      isDisabled={isDisabled}
      isInvalid={isInvalid}
      onChange={(chosen) => {
        const finding = FINDINGS.find((known) => known === chosen);
        if (finding !== undefined) onChoose(finding);
      }}
    >
      {FINDINGS.map((finding) => (
        <Segment key={finding} finding={finding} />
      ))}
    </RadioGroup>
  );
}
