import { UserRound } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { ROLES } from '../../../../common/domain/roles.ts';
import { useMay, useUser } from '../../app/session.ts';
import { Card, Lead, RecordScreen } from '../../components/RecordScreen.tsx';
import { ScrollTable } from '../../components/ScrollTable.tsx';
import { StateTag } from '../../components/StateTag.tsx';
import { useReading } from '../../components/use-core.ts';
import { When } from '../../components/When.tsx';
import { AddPerson, ChangePerson, ResetPassphrase, type Done, type Person } from './PersonDialogs.tsx';
import { decides } from './RoleFields.tsx';
import { ShownOnce } from './ShownOnce.tsx';

type Open = { readonly what: 'add' } | { readonly what: 'change' | 'reset'; readonly person: Person } | null;

function PersonState({ person }: { readonly person: Person }) {
  if (person.disabled) {
    return (
      <StateTag tone="warn">
        <FormattedMessage id="people.state.disabled" />
      </StateTag>
    );
  }
  if (person.initialPassphrase) {
    return (
      <StateTag tone="plain">
        <FormattedMessage id="people.state.initial" />
      </StateTag>
    );
  }
  return <FormattedMessage id="people.state.active" />;
}

function PersonActs({ person, onOpen }: { readonly person: Person; readonly onOpen: (open: Open) => void }) {
  const intl = useIntl();
  if (useUser()?.id === person.id) {
    return (
      <span className="caption">
        <FormattedMessage id="people.self" />
      </span>
    );
  }
  return (
    <>
      <Button
        className="link-button"
        aria-label={intl.formatMessage({ id: 'people.change.of' }, { id: person.id })}
        onPress={() => {
          onOpen({ what: 'change', person });
        }}
      >
        <FormattedMessage id="people.change" />
      </Button>
      <Button
        className="link-button"
        aria-label={intl.formatMessage({ id: 'people.reset.of' }, { id: person.id })}
        onPress={() => {
          onOpen({ what: 'reset', person });
        }}
      >
        <FormattedMessage id="people.reset" />
      </Button>
    </>
  );
}

interface TableProps {
  readonly people: readonly Person[];
  readonly mayChange: boolean;
  readonly onOpen: (open: Open) => void;
}

function PeopleTable({ people, mayChange, onOpen }: TableProps) {
  const intl = useIntl();
  const columns = ['id', 'role', 'lanes', 'state', 'seen', ...(mayChange ? (['acts'] as const) : [])] as const;
  return (
    <div className="card record-card">
      <ScrollTable
        label={intl.formatMessage({ id: 'people.table' })}
        columns={columns.map((id) => ({ id, name: <FormattedMessage id={`people.column.${id}`} /> }))}
      >
        {people.map((person) => (
          <tr key={person.id}>
            <th scope="row" className="cell-nowrap cell-name">
              {person.id}
            </th>
            <td>
              <FormattedMessage id={`people.role.${person.role}`} />
            </td>
            <td className="cell-nowrap">
              {person.grants.length > 0 ? (
                person.grants.map((grant) => <FormattedMessage key={grant} id={`people.lane.${grant}`} />)
              ) : (
                <span className="muted">
                  <FormattedMessage id={decides(person.role) ? 'people.lane.none' : 'people.lane.noCases'} />
                </span>
              )}
            </td>
            <td className="cell-nowrap">
              <PersonState person={person} />
            </td>
            <td className="cell-nowrap">
              {person.lastSignedInAt === null ? (
                <span className="muted">
                  <FormattedMessage id="people.never" />
                </span>
              ) : (
                <When at={person.lastSignedInAt} />
              )}
            </td>
            {mayChange ? (
              <td className="cell-actions">
                <PersonActs person={person} onOpen={onOpen} />
              </td>
            ) : null}
          </tr>
        ))}
      </ScrollTable>
    </div>
  );
}

/** What each role may do and not do, said once. */
function Roles() {
  return (
    <Card id="people-roles" title={<FormattedMessage id="people.roles" />}>
      <dl className="facts">
        {ROLES.map((role) => (
          <div key={role} className="fact">
            <dt>
              <FormattedMessage id={`people.role.${role}`} />
            </dt>
            <dd>
              <FormattedMessage id={`people.role.${role}.may`} />
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

/** Who may sign in, and what each may do. */
export function PeopleScreen() {
  const intl = useIntl();
  const may = useMay();
  const { data, error } = useReading('people.list', {});
  const [open, setOpen] = useState<Open>(null);
  const [done, setDone] = useState<Done | null>(null);
  const people = data?.people ?? null;
  const close = (): void => {
    setOpen(null);
  };
  const onDone = (what: Done): void => {
    setOpen(null);
    setDone(what);
  };
  const enabled = people?.filter(({ disabled }) => !disabled) ?? [];
  return (
    <RecordScreen
      title={<FormattedMessage id="people.title" />}
      actions={
        may('people.add') ? (
          <Button
            className="button button-main"
            onPress={() => {
              setOpen({ what: 'add' });
            }}
          >
            <FormattedMessage id="people.add" />
          </Button>
        ) : null
      }
      lead={
        people === null ? null : (
          <Lead
            tone="plain"
            icon={<UserRound size={16} aria-hidden="true" />}
            sentence={
              <FormattedMessage
                id="people.lead"
                values={{ count: enabled.length, admins: enabled.filter(({ role }) => role === 'admin').length }}
              />
            }
          >
            <FormattedMessage id="people.leadBody" />
          </Lead>
        )
      }
      error={error}
      note={done === null ? null : intl.formatMessage({ id: `people.done.${done.what}` }, { id: done.id })}
      dialogs={
        <>
          {open?.what === 'add' ? (
            <AddPerson taken={people?.map(({ id }) => id) ?? []} onDone={onDone} onClose={close} />
          ) : null}
          {open?.what === 'change' ? <ChangePerson person={open.person} onDone={onDone} onClose={close} /> : null}
          {open?.what === 'reset' ? <ResetPassphrase person={open.person} onDone={onDone} onClose={close} /> : null}
          {done === null || done.passphrase === null ? null : (
            <ShownOnce
              id={done.id}
              passphrase={done.passphrase}
              onClose={() => {
                setDone({ ...done, passphrase: null });
              }}
            />
          )}
        </>
      }
    >
      {people === null ? null : (
        <>
          <PeopleTable people={people} mayChange={may('people.change')} onOpen={setOpen} />
          <Roles />
        </>
      )}
    </RecordScreen>
  );
}
