import { CheckboxGroup, Label } from 'react-aria-components';
import { FormattedMessage } from 'react-intl';
import { ACCESS } from '../../../../common/access.ts';
import { RESTRICTED_POLICIES, ROLES, type RestrictedPolicy, type Role } from '../../../../common/domain/roles.ts';
import { CheckChoice } from '../../components/CheckChoice.tsx';
import { RadioChoice } from '../../components/RadioChoice.tsx';

/** Whether a grant for a restricted lane means anything for a role: only people who decide are given cases. */
export function decides(role: Role): boolean {
  return ACCESS['review.next'].some((allowed) => allowed === role);
}

/** The grants somebody keeps with a role. */
export function grantsFor(role: Role, grants: readonly RestrictedPolicy[]): RestrictedPolicy[] {
  return decides(role) ? [...grants] : [];
}

export interface RoleFieldsProps {
  readonly role: Role | null;
  readonly grants: readonly RestrictedPolicy[];
  readonly onRole: (role: Role) => void;
  readonly onGrants: (grants: readonly RestrictedPolicy[]) => void;
  readonly error?: string | null;
}

/** The role, each with what it may and may not do, and the restricted lanes of people who decide. */
export function RoleFields({ role, grants, onRole, onGrants, error = null }: RoleFieldsProps) {
  return (
    <>
      <RadioChoice
        label={<FormattedMessage id="people.role" />}
        value={role}
        options={ROLES.map((value) => ({
          value,
          name: <FormattedMessage id={`people.role.${value}`} />,
          note: <FormattedMessage id={`people.role.${value}.may`} />,
        }))}
        onChange={onRole}
        error={error}
      />
      {role !== null && decides(role) ? (
        <CheckboxGroup
          className="picks"
          value={[...grants]}
          onChange={(chosen) => {
            onGrants(RESTRICTED_POLICIES.filter((policy) => chosen.includes(policy)));
          }}
        >
          <Label className="picks-label">
            <FormattedMessage id="people.grants" />
          </Label>
          {RESTRICTED_POLICIES.map((policy) => (
            <CheckChoice key={policy} value={policy} note={<FormattedMessage id="people.grant.note" />}>
              <FormattedMessage id={`people.grant.${policy}`} />
            </CheckChoice>
          ))}
        </CheckboxGroup>
      ) : null}
    </>
  );
}
