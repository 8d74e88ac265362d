import { KeyRound, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { useMay } from '../../app/session.ts';
import { Lead, RecordScreen } from '../../components/RecordScreen.tsx';
import { useReading } from '../../components/use-core.ts';
import { useNow } from '../../components/use-now.ts';
import { IntakeRules, PlatformKeys, TeamKeys } from './KeyTables.tsx';
import { dayWords, sealingKeys, type Keys, type PlatformKey, type TeamKey } from './key-words.ts';
import { DecidedProposals, OpenProposals, type Decided } from './Proposals.tsx';
import {
  ProposeDestruction,
  ProposeRetirement,
  ProposeRotation,
  ProposeRules,
  ProposeTrust,
} from './ProposeDialogs.tsx';

const A_MINUTE = 60_000;

type Open =
  | { readonly what: 'rotate' | 'trust' | 'rules' }
  | { readonly what: 'retire' | 'destroy'; readonly team: TeamKey }
  | { readonly what: 'retirePlatform'; readonly platform: PlatformKey }
  | null;

function KeysLead({ keys, now }: { readonly keys: Keys; readonly now: number }) {
  const intl = useIntl();
  const sealing = sealingKeys(keys.team, now);
  const [newest] = sealing;
  if (newest === undefined) {
    return (
      <Lead
        tone="warn"
        icon={<TriangleAlert size={16} aria-hidden="true" />}
        sentence={<FormattedMessage id="keys.leadNone" />}
      >
        <FormattedMessage id="keys.leadBody" />
      </Lead>
    );
  }
  const values = { key: newest.keyId, until: dayWords(intl, newest.notAfter), count: sealing.length };
  return (
    <Lead
      tone="plain"
      icon={<KeyRound size={16} aria-hidden="true" />}
      sentence={<FormattedMessage id={sealing.length === 1 ? 'keys.lead' : 'keys.leadOverlap'} values={values} />}
    >
      <FormattedMessage id="keys.leadBody" />
    </Lead>
  );
}

interface DialogsProps {
  readonly open: Open;
  readonly keys: Keys;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function Dialogs({ open, keys, ...act }: DialogsProps) {
  switch (open?.what) {
    case 'rotate':
      return <ProposeRotation {...act} />;
    case 'trust':
      return <ProposeTrust known={keys.platforms.map(({ keyId }) => keyId)} {...act} />;
    case 'rules':
      return <ProposeRules rules={keys.rules} {...act} />;
    case 'retire':
      return <ProposeRetirement team={open.team} {...act} />;
    case 'retirePlatform':
      return <ProposeRetirement platform={open.platform} {...act} />;
    case 'destroy':
      return <ProposeDestruction team={open.team} {...act} />;
    default:
      return null;
  }
}

/** Which keys reports are sealed to, whose signatures are believed, and what waits for a second person. */
export function KeysScreen() {
  const intl = useIntl();
  const may = useMay();
  // Counting what each key opens reads every stored bundle: not as often as the rest.
  const keys = useReading('keys.list', {}, 120_000);
  const proposals = useReading('proposals.list', {});
  const now = useNow(A_MINUTE);
  const [open, setOpen] = useState<Open>(null);
  const [done, setDone] = useState<Decided | 'proposed' | null>(null);
  const mayPropose = may('keys.propose');
  const waiting = proposals.data?.proposals ?? [];
  return (
    <RecordScreen
      title={<FormattedMessage id="keys.title" />}
      actions={
        mayPropose && keys.data !== undefined ? (
          <>
            <Button
              className="button"
              onPress={() => {
                setOpen({ what: 'trust' });
              }}
            >
              <FormattedMessage id="keys.trust" />
            </Button>
            <Button
              className="button button-main"
              onPress={() => {
                setOpen({ what: 'rotate' });
              }}
            >
              <FormattedMessage id="keys.rotate" />
            </Button>
          </>
        ) : null
      }
      lead={keys.data === undefined ? null : <KeysLead keys={keys.data} now={now} />}
      error={keys.error ?? proposals.error}
      note={done === null ? null : intl.formatMessage({ id: `keys.done.${done}` })}
      dialogs={
        keys.data === undefined ? null : (
          <Dialogs
            open={open}
            keys={keys.data}
            onDone={() => {
              setOpen(null);
              setDone('proposed');
            }}
            onClose={() => {
              setOpen(null);
            }}
          />
        )
      }
    >
      <OpenProposals proposals={waiting} onDecided={setDone} />
      {keys.data === undefined ? null : (
        <>
          <TeamKeys
            keys={keys.data.team}
            now={now}
            mayPropose={mayPropose}
            onPropose={(what, team) => {
              setOpen({ what, team });
            }}
          />
          <PlatformKeys
            keys={keys.data.platforms}
            now={now}
            mayPropose={mayPropose}
            onRetire={(platform) => {
              setOpen({ what: 'retirePlatform', platform });
            }}
          />
          <IntakeRules
            rules={keys.data.rules}
            action={
              mayPropose ? (
                <Button
                  className="button"
                  onPress={() => {
                    setOpen({ what: 'rules' });
                  }}
                >
                  <FormattedMessage id="keys.rules.change" />
                </Button>
              ) : null
            }
          />
        </>
      )}
      <DecidedProposals proposals={waiting} />
    </RecordScreen>
  );
}
