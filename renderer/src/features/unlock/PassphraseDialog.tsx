import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Problem } from '../../../../common/errors.ts';
import { useServices } from '../../app/services.ts';
import { useHello, useUser, useWindowSession } from '../../app/session.ts';
import { ActionDialog } from '../../components/ActionDialog.tsx';
import { CheckChoice } from '../../components/CheckChoice.tsx';
import { HiddenUser } from './HiddenUser.tsx';
import { NewPassphraseFields, useNewPassphrase } from './NewPassphrase.tsx';
import { SecretField } from './SecretField.tsx';

/** Changes the passphrase of the person who is signed in. In a sample there is no present one to type. */
export function PassphraseDialog({ onClose }: { readonly onClose: () => void }) {
  const intl = useIntl();
  const session = useWindowSession();
  const { announcer } = useServices();
  const hello = useHello();
  const isSample = hello?.sample ?? false;
  const hasKeychain = hello?.keychain ?? false;
  const user = useUser();
  const isInitial = user?.initialPassphrase ?? false;
  const [current, setCurrent] = useState('');
  const chosen = useNewPassphrase();
  const [isGuarded, setGuarded] = useState(false);
  const [isTried, setTried] = useState(false);
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isMissing = !isSample && current === '';
  const submit = async (): Promise<void> => {
    setTried(true);
    if (isMissing || !chosen.isReady) return;
    setRunning(true);
    const refused = await session.changePassphrase({
      current: isSample ? null : current,
      next: chosen.passphrase,
      ...(hasKeychain ? { keychain: isGuarded } : {}),
    });
    setRunning(false);
    setProblem(refused);
    if (refused !== null) return;
    announcer.say(intl.formatMessage({ id: 'passphrase.changed' }));
    onClose();
  };
  return (
    <ActionDialog
      title={intl.formatMessage({ id: 'passphrase.title' })}
      body={<FormattedMessage id={isInitial ? 'passphrase.bodyInitial' : 'passphrase.body'} />}
      submitLabel={<FormattedMessage id="passphrase.submit" />}
      onSubmit={() => void submit()}
      onClose={onClose}
      isRunning={isRunning}
      problem={problem}
    >
      <HiddenUser id={user?.id ?? ''} />
      {isSample ? null : (
        <SecretField
          label={<FormattedMessage id="passphrase.current" />}
          value={current}
          onChange={setCurrent}
          autoFocus
          autoComplete="off"
          error={isTried && isMissing ? intl.formatMessage({ id: 'passphrase.currentMissing' }) : null}
        />
      )}
      <NewPassphraseFields
        {...chosen.fieldsProps}
        label={<FormattedMessage id="passphrase.next" />}
        isTried={isTried}
        autoFocus={isSample}
      />
      {hasKeychain ? (
        <CheckChoice
          isSelected={isGuarded}
          onChange={setGuarded}
          note={<FormattedMessage id="passphrase.keychainNote" />}
        >
          <FormattedMessage id="passphrase.keychain" />
        </CheckChoice>
      ) : null}
    </ActionDialog>
  );
}
