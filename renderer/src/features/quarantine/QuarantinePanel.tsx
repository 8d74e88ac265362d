import { Check, CircleDashed, Minus, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { FormattedDate, FormattedMessage, FormattedNumber, useIntl } from 'react-intl';
import { isPolicyCode, policyOf } from '../../../../common/domain/taxonomy.ts';
import { useMay } from '../../app/session.ts';
import { byteWords } from '../../components/byte-words.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import { ProblemLine } from '../../components/ProblemLine.tsx';
import type { Problem } from '../../../../common/errors.ts';
import { codeSentence, type Inspection, type QuarantineRow } from './quarantine-words.ts';

const ICONS = { verified: Check, not_verifiable: CircleDashed, failed: TriangleAlert, not_checked: Minus } as const;

function Fact({ name, children }: { readonly name: FactName; readonly children: ReactNode }) {
  return (
    <div className="item-fact">
      <dt>
        <FormattedMessage id={`quarantine.fact.${name}`} />
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

type FactName =
  | 'at'
  | 'via'
  | 'size'
  | 'field'
  | 'bundle'
  | 'form'
  | 'policy'
  | 'priority'
  | 'key'
  | 'received'
  | 'padded'
  | 'announced';

function When({ at }: { readonly at: string }) {
  return (
    <FormattedDate
      value={at}
      day="numeric"
      month="short"
      year="numeric"
      hour="2-digit"
      minute="2-digit"
      hourCycle="h23"
    />
  );
}

/** What verification found for one message, as far as it came. */
function MessageLine({ message }: { readonly message: NonNullable<Inspection['messages']>[number] }) {
  const { slot, type, verdict, failed } = message;
  const Icon = ICONS[verdict];
  return (
    <li className={`check-line verdict-${verdict}`}>
      <Icon size={13} aria-hidden="true" />
      <span>
        <FormattedMessage id={`quarantine.message.${verdict}`} values={{ slot, type }} />
        {failed === null ? null : (
          <>
            {', '}
            <FormattedMessage id={`quarantine.failed.${failed}`} />
          </>
        )}
      </span>
    </li>
  );
}

function Inspected({ item }: { readonly item: Inspection }) {
  const intl = useIntl();
  const { header } = item;
  return (
    <>
      <dl className="item-facts">
        <Fact name="form">
          <FormattedMessage id={item.sealed ? 'quarantine.sealed' : 'quarantine.clear'} />
        </Fact>
        {item.bundleId === null ? null : (
          <Fact name="bundle">
            <code className="id">{item.bundleId}</code>
          </Fact>
        )}
        {item.announced === null ? null : (
          <Fact name="announced">
            <FormattedNumber value={item.announced} />
          </Fact>
        )}
        {header === null ? null : (
          <>
            <Fact name="policy">{isPolicyCode(header.policy) ? policyOf(header.policy).name : header.policy}</Fact>
            <Fact name="priority">
              <FormattedNumber value={header.priority} />
            </Fact>
            <Fact name="key">
              {header.keyId === null ? intl.formatMessage({ id: 'quarantine.noKey' }) : <code>{header.keyId}</code>}
            </Fact>
            <Fact name="received">
              <code>{header.receivedAt}</code>
            </Fact>
            <Fact name="padded">{byteWords(header.size)}</Fact>
          </>
        )}
      </dl>
      {header === null ? (
        <p className="caption">
          <FormattedMessage id="quarantine.noHeader" />
        </p>
      ) : null}
      <h3>
        <FormattedMessage id="quarantine.messages" />
      </h3>
      {item.messages === null ? (
        <p className="caption">
          <FormattedMessage id="quarantine.notRead" />
        </p>
      ) : (
        <ul className="check-lines">
          {item.messages.map((message) => (
            <MessageLine key={message.slot} message={message} />
          ))}
        </ul>
      )}
    </>
  );
}

export interface QuarantinePanelProps {
  readonly row: QuarantineRow | null;
  /** What was found by looking closer; null before that was asked for. */
  readonly item: Inspection | null;
  readonly isInspecting: boolean;
  readonly problem: Problem | null;
}

/** What is known about one refused report, and what a lead may do with it. Its content is in none of it. */
export function QuarantinePanel({ row, item, isInspecting, problem }: QuarantinePanelProps) {
  const may = useMay();
  if (row === null) {
    return (
      <p className="muted">
        <FormattedMessage id="quarantine.choose" />
      </p>
    );
  }
  return (
    <>
      <h2 className="panel-sentence" id="quarantine-item" tabIndex={-1}>
        {codeSentence(row.code)}
      </h2>
      <dl className="item-facts">
        <Fact name="at">
          <When at={row.at} />
        </Fact>
        <Fact name="via">{row.via}</Fact>
        <Fact name="size">{byteWords(row.bytes)}</Fact>
        {row.field === null ? null : (
          <Fact name="field">
            <code>{row.field}</code>
          </Fact>
        )}
      </dl>
      {item === null ? null : <Inspected item={item} />}
      {may('quarantine.inspect') ? (
        <div className="panel-end panel-acts">
          <ProblemLine problem={problem} />
          {item === null ? (
            <>
              <p className="caption">
                <FormattedMessage id="quarantine.inspectNote" />
              </p>
              <CommandButton command="quarantine.inspect" className="button button-main">
                <FormattedMessage id={isInspecting ? 'quarantine.inspecting' : 'quarantine.inspect'} />
              </CommandButton>
            </>
          ) : item.notReleasable === null ? (
            <CommandButton command="quarantine.release">
              <FormattedMessage id="quarantine.release" />
            </CommandButton>
          ) : (
            <p className="caption">
              <FormattedMessage id="quarantine.notReleasable" values={{ why: codeSentence(item.notReleasable) }} />
            </p>
          )}
          <CommandButton command="quarantine.delete">
            <FormattedMessage id="quarantine.delete" />
          </CommandButton>
        </div>
      ) : (
        <p className="caption">
          <FormattedMessage id="quarantine.leadsOnly" />
        </p>
      )}
    </>
  );
}
