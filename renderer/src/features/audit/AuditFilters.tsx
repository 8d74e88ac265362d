import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { ACTIONS, FINDINGS } from '../../../../common/domain/decision.ts';
import { POLICIES } from '../../../../common/domain/taxonomy.ts';
import type { MessageId } from '../../i18n.ts';
import { isFiltered, KIND_CHOICES, parseAuditSearch, type AuditSearch, type Period } from './audit-search.ts';

const ANY = 'any';

interface Choice {
  readonly id: string;
  readonly name: string;
}

interface FilterChipProps {
  readonly title: MessageId;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChoose: (value: string) => void;
}

function FilterChip({ title, value, choices, onChoose }: FilterChipProps) {
  const intl = useIntl();
  const name = intl.formatMessage({ id: title });
  const isSet = value !== choices[0]?.id;
  return (
    <Select
      className="filter"
      aria-label={name}
      value={value}
      onChange={(key) => {
        if (typeof key === 'string') onChoose(key);
      }}
    >
      <Button className={`filter-chip ${isSet ? 'is-set' : ''}`}>
        <span className="filter-name">{name}</span>
        <SelectValue className="filter-value">{choices.find(({ id }) => id === value)?.name ?? value}</SelectValue>
      </Button>
      <Popover className="popover">
        <ListBox className="options">
          {choices.map((choice) => (
            <ListBoxItem key={choice.id} id={choice.id} className="option" textValue={choice.name}>
              {choice.name}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}

export interface AuditFiltersProps {
  readonly search: AuditSearch;
  /** People who appear in the entries read so far. */
  readonly actors: readonly string[];
  readonly onSearch: (search: AuditSearch) => void;
}

/** What the list is narrowed to, as chips. */
export function AuditFilters({ search, actors, onSearch }: AuditFiltersProps) {
  const intl = useIntl();
  const any = { id: ANY, name: intl.formatMessage({ id: 'audit.any' }) };
  const set = (name: keyof AuditSearch) => (value: string) => {
    onSearch(parseAuditSearch({ ...search, [name]: value === ANY ? undefined : value }));
  };
  const kinds = (Object.keys(KIND_CHOICES) as (keyof typeof KIND_CHOICES)[]).map((id) => ({
    id,
    name: intl.formatMessage({ id: `audit.kind.${id}` }),
  }));
  const periods = (['all', 'day', 'week'] as const satisfies Period[]).map((id) => ({
    id,
    name: intl.formatMessage({ id: `audit.period.${id}` }),
  }));
  return (
    <div className="filters" role="group" aria-label={intl.formatMessage({ id: 'audit.filters' })}>
      <FilterChip title="audit.filter.kind" value={search.kind ?? 'decisions'} choices={kinds} onChoose={set('kind')} />
      <FilterChip
        title="audit.filter.period"
        value={search.period ?? 'all'}
        choices={periods}
        onChoose={set('period')}
      />
      <FilterChip
        title="audit.filter.policy"
        value={search.policy ?? ANY}
        choices={[any, ...POLICIES.map(({ code, name }) => ({ id: code, name }))]}
        onChoose={set('policy')}
      />
      <FilterChip
        title="audit.filter.finding"
        value={search.finding ?? ANY}
        choices={[any, ...FINDINGS.map((id) => ({ id, name: intl.formatMessage({ id: `finding.${id}` }) }))]}
        onChoose={set('finding')}
      />
      <FilterChip
        title="audit.filter.action"
        value={search.action ?? ANY}
        choices={[any, ...ACTIONS.map((id) => ({ id, name: intl.formatMessage({ id: `action.${id}` }) }))]}
        onChoose={set('action')}
      />
      <FilterChip
        title="audit.filter.actor"
        value={search.actor ?? ANY}
        choices={[any, ...actors.map((id) => ({ id, name: id }))]}
        onChoose={set('actor')}
      />
      {isFiltered(search) ? (
        <Button
          className="link-button"
          onPress={() => {
            onSearch({});
          }}
        >
          <FormattedMessage id="audit.clear" />
        </Button>
      ) : null}
    </div>
  );
}
