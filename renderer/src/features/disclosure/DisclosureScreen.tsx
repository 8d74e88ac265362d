import { Scale } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { useMay } from '../../app/session.ts';
import { Lead, RecordScreen } from '../../components/RecordScreen.tsx';
import { ScrollTable } from '../../components/ScrollTable.tsx';
import { StateTag } from '../../components/StateTag.tsx';
import { useReading } from '../../components/use-core.ts';
import { When } from '../../components/When.tsx';
import { DisclosureDetail, type DisclosureDone } from './DisclosureDetail.tsx';
import { STATE_TONES, stateWords, type Disclosure } from './disclosure-words.ts';
import { ProposeDisclosure } from './ProposeDisclosure.tsx';

const COLUMNS = ['case', 'authority', 'reference', 'state', 'proposed'] as const;

interface RequestsProps {
  readonly disclosures: readonly Disclosure[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
}

function Requests({ disclosures, selected, onSelect }: RequestsProps) {
  const intl = useIntl();
  return (
    <ScrollTable
      label={intl.formatMessage({ id: 'disclosure.table' })}
      columns={COLUMNS.map((id) => ({ id, name: <FormattedMessage id={`disclosure.column.${id}`} /> }))}
    >
      {disclosures.map((disclosure) => (
        <tr
          key={disclosure.id}
          className="row-choice"
          data-chosen={disclosure.id === selected}
          onClick={() => {
            onSelect(disclosure.id);
          }}
        >
          <th scope="row" className="cell-nowrap">
            <Button
              className="link-button"
              aria-pressed={disclosure.id === selected}
              aria-label={intl.formatMessage({ id: 'disclosure.show' }, { code: disclosure.code })}
              onPress={() => {
                onSelect(disclosure.id);
              }}
            >
              {disclosure.code}
            </Button>
          </th>
          <td>{disclosure.authority}</td>
          <td>{disclosure.reference}</td>
          <td className="cell-nowrap">
            <StateTag tone={STATE_TONES[disclosure.state]}>{stateWords(intl, disclosure)}</StateTag>
          </td>
          <td className="cell-nowrap">
            <When at={disclosure.proposedAt} />
          </td>
        </tr>
      ))}
    </ScrollTable>
  );
}

function DisclosuresLead({ disclosures }: { readonly disclosures: readonly Disclosure[] }) {
  const count = (state: Disclosure['state']): number => disclosures.filter((one) => one.state === state).length;
  return (
    <Lead
      tone="plain"
      icon={<Scale size={16} aria-hidden="true" />}
      sentence={<FormattedMessage id="disclosure.lead" values={{ exported: count('exported') }} />}
    >
      <FormattedMessage id="disclosure.leadBody" values={{ open: count('open'), approved: count('approved') }} />
    </Lead>
  );
}

/** What was handed to authorities, on whose request, and what waits for approval. */
export function DisclosureScreen() {
  const intl = useIntl();
  const may = useMay();
  const { data, error } = useReading('disclosure.list', {});
  const [isProposing, setProposing] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [done, setDone] = useState<DisclosureDone | 'proposed' | null>(null);
  const disclosures = data?.disclosures ?? null;
  const selected = disclosures?.find(({ id }) => id === chosen) ?? disclosures?.[0] ?? null;
  return (
    <RecordScreen
      title={<FormattedMessage id="disclosure.title" />}
      actions={
        may('disclosure.propose') ? (
          <Button
            className="button button-main"
            onPress={() => {
              setProposing(true);
            }}
          >
            <FormattedMessage id="disclosure.propose" />
          </Button>
        ) : null
      }
      lead={disclosures === null ? null : <DisclosuresLead disclosures={disclosures} />}
      error={error}
      note={done === null ? null : intl.formatMessage({ id: `disclosure.done.${done}` })}
      dialogs={
        isProposing ? (
          <ProposeDisclosure
            onDone={(id) => {
              setProposing(false);
              setChosen(id);
              setDone('proposed');
            }}
            onClose={() => {
              setProposing(false);
            }}
          />
        ) : null
      }
    >
      {disclosures?.length === 0 ? (
        <div className="card record-card">
          <p className="card-note">
            <FormattedMessage id="disclosure.none" values={{ mayPropose: String(may('disclosure.propose')) }} />
          </p>
        </div>
      ) : null}
      {disclosures === null || selected === null ? null : (
        <div className="list-and-detail">
          <div className="card record-card">
            <Requests disclosures={disclosures} selected={selected.id} onSelect={setChosen} />
          </div>
          <section
            className="card record-card"
            aria-label={intl.formatMessage({ id: 'disclosure.detail' }, { code: selected.code })}
          >
            <DisclosureDetail disclosure={selected} onDone={setDone} />
          </section>
        </div>
      )}
    </RecordScreen>
  );
}
