import { useMemo } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { DecisionDraft, Finding } from '../../../../common/domain/decision.ts';
import { findSubPolicy, type PolicyCode } from '../../../../common/domain/taxonomy.ts';
import { bold } from '../../components/bold.tsx';
import { policyName } from '../../components/policy-words.ts';
import { Typeahead, type TypeaheadGroup } from '../../components/Typeahead.tsx';
import { hasMessage } from '../../i18n.ts';
import { POLICY_INPUT_ID } from './focus-targets.ts';
import { outcomeOptions, policyOptions } from './policy-options.ts';

export interface PolicyFieldProps {
  readonly draft: DecisionDraft;
  readonly category: PolicyCode;
  readonly isDisabled: boolean;
  readonly isInvalid: boolean;
  readonly onChoose: (code: string) => void;
  /** Escape gives the keys back to the case. */
  readonly onLeave: () => void;
}

function useGroups(category: PolicyCode, finding: Finding | null): readonly TypeaheadGroup[] {
  const intl = useIntl();
  return useMemo(() => {
    const policies = policyOptions(category).map((policy) => ({
      id: policy.code,
      title: policy.name,
      options: policy.children.map(({ code, name, severity }) => ({
        id: code,
        name: policyName(intl, code),
        label: name,
        aside: severity,
      })),
    }));
    const outcomes = {
      id: 'outcomes',
      title: intl.formatMessage({ id: 'decision.policy.outcomes' }),
      options: outcomeOptions(finding).map(({ code }) => {
        const name = policyName(intl, code);
        return { id: code, name, label: name, aside: null };
      }),
    };
    return finding === 'no_violation' || finding === 'insufficient_context'
      ? [outcomes, ...policies]
      : [...policies, outcomes];
  }, [intl, category, finding]);
}

/** Typeahead over the taxonomy: sub-policies grouped by policy with their severity, and outcomes without a violation. */
export function PolicyField(props: PolicyFieldProps) {
  const { draft } = props;
  const intl = useIntl();
  const isOutcome = draft.finding === 'no_violation' || draft.finding === 'insufficient_context';
  return (
    <Typeahead
      inputId={POLICY_INPUT_ID}
      label={intl.formatMessage({ id: isOutcome ? 'decision.outcome' : 'decision.policy' })}
      placeholder={intl.formatMessage({ id: 'decision.policy.placeholder' })}
      emptyText={intl.formatMessage({ id: 'decision.policy.none' })}
      groups={useGroups(props.category, draft.finding)}
      value={draft.policy}
      isDisabled={props.isDisabled}
      isInvalid={props.isInvalid}
      onChoose={props.onChoose}
      onLeave={props.onLeave}
    />
  );
}

/** The text a moderator decides by, next to the policy it belongs to. */
export function Guideline({ policy }: { readonly policy: string | null }) {
  const found = policy === null ? null : findSubPolicy(policy);
  const outcomeId = `outcome.${policy ?? ''}.guide`;
  if (found !== null) {
    return (
      <p className="guideline">
        <FormattedMessage
          id="decision.guideline"
          values={{
            ...bold,
            guideline: found.child.guideline,
            code: found.child.code,
            version: found.policy.guidelineVersion,
          }}
        />
      </p>
    );
  }
  return (
    <p className="guideline">
      <FormattedMessage id={hasMessage(outcomeId) ? outcomeId : 'decision.policy.empty'} />
    </p>
  );
}
