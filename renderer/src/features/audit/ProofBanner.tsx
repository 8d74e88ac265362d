import { Check, CircleDashed, TriangleAlert } from 'lucide-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { FormattedMessage, useIntl, type IntlShape } from 'react-intl';
import type { ContractTypes } from '../../../../common/contract.ts';
import { problemOf } from '../../app/services.ts';
import { Notice } from '../../components/Notice.tsx';
import { durationWords } from '../../components/duration-words.ts';
import { useNow } from '../../components/use-now.ts';

export type Proof = ContractTypes['log.verify']['output'];

const A_MINUTE = 60_000;

function Lead({
  id,
  tone,
}: {
  readonly id:
    | 'audit.whole'
    | 'audit.broken'
    | 'audit.damaged'
    | 'audit.waiting'
    | 'audit.unchecked'
    | 'audit.verifying'
    | 'audit.verifyFailed';
  readonly tone: string;
}) {
  return (
    <strong className={`proof-lead tone-text-${tone}`}>
      <FormattedMessage id={id} />
    </strong>
  );
}

function millisWords(intl: IntlShape, ms: number): string {
  if (ms < 1000) return intl.formatMessage({ id: 'duration.milliseconds' }, { n: Math.round(ms) });
  return intl.formatMessage({ id: 'duration.seconds' }, { n: (ms / 1000).toFixed(1) });
}

function Checked({ proof, at }: { readonly proof: Proof; readonly at: number }) {
  const intl = useIntl();
  const now = useNow(A_MINUTE / 2);
  const age = now - at;
  const ago =
    age < A_MINUTE
      ? intl.formatMessage({ id: 'audit.justNow' })
      : intl.formatMessage({ id: 'audit.ago' }, { age: durationWords(intl, age) });
  return (
    <FormattedMessage
      id="audit.checked"
      values={{ ago, count: proof.checkedEntries, ms: millisWords(intl, proof.ms) }}
    />
  );
}

function Whole({ proof }: { readonly proof: Proof }) {
  const intl = useIntl();
  if (proof.since === null) return <FormattedMessage id="audit.wholeEmpty" />;
  const since = intl.formatDate(proof.since, { day: 'numeric', month: 'long', year: 'numeric' });
  return <FormattedMessage id="audit.wholeSince" values={{ since }} />;
}

function Broken({ proof }: { readonly proof: Proof }) {
  const [problem = '', ...more] = proof.problems;
  return (
    <>
      {proof.firstBadIndex === null ? (
        <FormattedMessage id="audit.brokenNoIndex" values={{ problem }} />
      ) : (
        <FormattedMessage id="audit.brokenAt" values={{ index: proof.firstBadIndex, problem }} />
      )}{' '}
      {more.length === 0 ? null : <FormattedMessage id="audit.brokenMore" values={{ count: more.length }} />}
    </>
  );
}

function Unchecked({ isLong, isConnected }: { readonly isLong: boolean; readonly isConnected: boolean }) {
  return (
    <Notice tone="plain" icon={<CircleDashed size={16} aria-hidden="true" />}>
      {isLong && isConnected ? (
        <>
          <Lead id="audit.unchecked" tone="plain" /> <FormattedMessage id="audit.uncheckedBody" />
        </>
      ) : (
        <>
          <Lead id="audit.waiting" tone="plain" />{' '}
          <FormattedMessage id={isConnected ? 'audit.waitingBody' : 'audit.waitingDisconnected'} />
        </>
      )}
    </Notice>
  );
}

export interface ProofBannerProps {
  readonly proof: UseQueryResult<Proof>;
  /** The core has refused to go on with this log. */
  readonly isDamaged: boolean;
  /** Too long to be checked unasked. */
  readonly isLong: boolean;
  readonly isConnected: boolean;
}

/** The first line of the audit screen: whether the log is whole, in a sentence, and when that was checked. */
export function ProofBanner({ proof, isDamaged, isLong, isConnected }: ProofBannerProps) {
  // What the core has said already comes before what a check may still find out.
  if (isDamaged && (proof.data === undefined || proof.data.ok)) {
    return (
      <Notice tone="bad" role="alert" icon={<TriangleAlert size={16} aria-hidden="true" />}>
        <Lead id="audit.damaged" tone="bad" /> <FormattedMessage id="audit.damagedBody" />{' '}
        {proof.isFetching ? <FormattedMessage id="audit.damagedChecking" /> : null}
      </Notice>
    );
  }
  if (proof.isFetching) {
    return (
      <Notice tone="plain" role="status" icon={<CircleDashed size={16} aria-hidden="true" />}>
        <Lead id="audit.verifying" tone="plain" /> <FormattedMessage id="audit.verifyingBody" />
      </Notice>
    );
  }
  if (proof.error !== null) {
    return (
      <Notice tone="bad" role="alert" icon={<TriangleAlert size={16} aria-hidden="true" />}>
        <Lead id="audit.verifyFailed" tone="bad" /> {problemOf(proof.error).message}
      </Notice>
    );
  }
  if (proof.data === undefined) return <Unchecked isLong={isLong} isConnected={isConnected} />;
  const checked = <Checked proof={proof.data} at={proof.dataUpdatedAt} />;
  return proof.data.ok ? (
    <Notice tone="ok" role="status" icon={<Check size={16} aria-hidden="true" />} aside={checked}>
      <Lead id="audit.whole" tone="ok" /> <Whole proof={proof.data} />
    </Notice>
  ) : (
    <Notice tone="bad" role="alert" icon={<TriangleAlert size={16} aria-hidden="true" />} aside={checked}>
      <Lead id="audit.broken" tone="bad" /> <Broken proof={proof.data} />
    </Notice>
  );
}
