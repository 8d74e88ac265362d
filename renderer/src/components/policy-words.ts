import { findSubPolicy, isPolicyCode, policyOf } from '../../../common/domain/taxonomy.ts';
import type { IntlShape } from 'react-intl';
import { hasMessage } from '../i18n.ts';

/** Name of a policy, sub-policy or outcome for a person; an unknown code stands for itself. */
export function policyName(intl: IntlShape, code: string): string {
  const found = findSubPolicy(code);
  if (found !== null) return `${found.policy.name}, ${lowerFirst(found.child.name)}`;
  if (isPolicyCode(code)) return policyOf(code).name;
  const id = `outcome.${code}`;
  return hasMessage(id) ? intl.formatMessage({ id }) : code;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
