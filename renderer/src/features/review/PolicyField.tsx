import { useContext, useEffect, type ContextType } from 'react';
import {
  ComboBox,
  ComboBoxStateContext,
  Collection,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Popover,
  type Key,
} from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import type { DecisionDraft } from '../../../../common/domain/decision.ts';
import { findSubPolicy, type PolicyCode } from '../../../../common/domain/taxonomy.ts';
import { bold } from '../../components/bold.tsx';
import { policyName } from '../../components/policy-words.ts';
import { hasMessage } from '../../i18n.ts';
import { POLICY_INPUT_ID } from './focus-targets.ts';
import { matchesWords, outcomeOptions, policyOptions } from './policy-options.ts';

export interface PolicyFieldProps {
  readonly draft: DecisionDraft;
  readonly category: PolicyCode;
  readonly isDisabled: boolean;
  readonly isInvalid: boolean;
  readonly onChoose: (code: string) => void;
  /** Escape in the closed field gives the keys back to the case. */
  readonly onLeave: () => void;
}

type Options = NonNullable<ContextType<typeof ComboBoxStateContext>>['collection'];

/** Key of the first option: the list begins with a section, and a section with its heading. */
function firstOption(options: Options): Key | null {
  const node = (key: Key | null | undefined) => (key === null || key === undefined ? null : options.getItem(key));
  const section = node(options.getFirstKey());
  let option = section?.type === 'section' ? node(section.firstChildKey) : section;
  while (option !== null && option.type !== 'item') option = node(option.nextKey);
  return option?.key ?? null;
}

/** Once something is typed the first match is the one Enter takes. */
function FocusFirstMatch() {
  const state = useContext(ComboBoxStateContext);
  // After every render: the combo box clears its focused option in an effect of its own when the text changes.
  useEffect(() => {
    if (state?.isOpen !== true || state.selectionManager.focusedKey !== null) return;
    if (state.inputValue === '' || state.inputValue === state.selectedItems[0]?.textValue) return;
    state.selectionManager.setFocusedKey(firstOption(state.collection));
  });
  return null;
}

function Outcomes({ finding }: { readonly finding: DecisionDraft['finding'] }) {
  const intl = useIntl();
  return (
    <ListBoxSection id="outcomes">
      <Header className="option-header">
        <FormattedMessage id="decision.policy.outcomes" />
      </Header>
      {outcomeOptions(finding).map(({ code }) => (
        <ListBoxItem key={code} id={code} className="option" textValue={policyName(intl, code)}>
          <span>{policyName(intl, code)}</span>
        </ListBoxItem>
      ))}
    </ListBoxSection>
  );
}

/** Typeahead over the taxonomy: sub-policies grouped by policy with their severity, and outcomes without a violation. */
export function PolicyField(props: PolicyFieldProps) {
  const { draft, category } = props;
  const intl = useIntl();
  const outcomesFirst = draft.finding === 'no_violation' || draft.finding === 'insufficient_context';
  const severity = draft.policy === null ? null : (findSubPolicy(draft.policy)?.child.severity ?? null);
  return (
    <ComboBox
      className="policy-field"
      aria-label={intl.formatMessage({ id: outcomesFirst ? 'decision.outcome' : 'decision.policy' })}
      menuTrigger="focus"
      isDisabled={props.isDisabled}
      isInvalid={props.isInvalid}
      value={draft.policy}
      defaultFilter={matchesWords}
      allowsEmptyCollection
      onChange={(key) => {
        if (typeof key === 'string') props.onChoose(key);
      }}
    >
      <FocusFirstMatch />
      <div className="policy-input">
        <Input
          id={POLICY_INPUT_ID}
          className="field"
          placeholder={intl.formatMessage({ id: 'decision.policy.placeholder' })}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && event.currentTarget.getAttribute('aria-expanded') !== 'true') props.onLeave();
          }}
        />
        {severity === null ? null : <span className="severity">{severity}</span>}
      </div>
      <Popover className="popover policy-popover" offset={4}>
        <ListBox
          className="options"
          renderEmptyState={() => (
            <p className="option-empty">
              <FormattedMessage id="decision.policy.none" />
            </p>
          )}
        >
          {outcomesFirst ? <Outcomes finding={draft.finding} /> : null}
          {policyOptions(category).map((policy) => (
            <ListBoxSection key={policy.code} id={policy.code}>
              <Header className="option-header">{policy.name}</Header>
              <Collection items={policy.children.map((child) => ({ ...child, id: child.code }))}>
                {(child) => (
                  <ListBoxItem id={child.code} className="option" textValue={policyName(intl, child.code)}>
                    <span>{child.name}</span>
                    <span className="severity">{child.severity}</span>
                  </ListBoxItem>
                )}
              </Collection>
            </ListBoxSection>
          ))}
          {outcomesFirst ? null : <Outcomes finding={draft.finding} />}
        </ListBox>
      </Popover>
    </ComboBox>
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
