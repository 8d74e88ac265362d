import { useIntl, FormattedMessage } from 'react-intl';
import type { CaseView } from '../../../../common/domain/case-view.ts';
import type { CaseScore } from '../../../../common/domain/scores.ts';
import { formatProbability, headlineLabels, leavesOutReporter, topBars, type LabelBar } from './model-words.ts';

function useHeadline(score: CaseScore): string {
  const intl = useIntl();
  const list = (labels: readonly (keyof CaseScore['scores'])[]): string =>
    intl.formatList(labels.map((label) => intl.formatMessage({ id: `label.${label}` })));
  const named = headlineLabels(score);
  const likely = list(named.likely);
  const possible = list(named.possible);
  if (likely !== '' && possible !== '') return intl.formatMessage({ id: 'model.both' }, { likely, possible });
  if (likely !== '') return intl.formatMessage({ id: 'model.likely' }, { labels: likely });
  if (possible !== '') return intl.formatMessage({ id: 'model.possible' }, { labels: possible });
  return intl.formatMessage({ id: 'model.nothing' });
}

function Bar({ bar }: { readonly bar: LabelBar }) {
  const intl = useIntl();
  const name = intl.formatMessage({ id: `bar.${bar.label}` });
  const p = formatProbability(bar.p);
  return (
    <li className={`label-bar band-${bar.band}`}>
      <span>{bar.experimental ? intl.formatMessage({ id: 'bar.experimental' }, { label: name }) : name}</span>
      <svg className="bar-track" viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true">
        <rect className="bar-rail" width="100" height="5" />
        <rect className="bar-fill" width={Math.max(1, bar.p * 100)} height="5" />
      </svg>
      <span className="bar-band">{intl.formatMessage({ id: 'bar.band' }, { band: bar.band })}</span>
      <span className="bar-value">{p}</span>
    </li>
  );
}

function Scored({ score, view }: { readonly score: CaseScore; readonly view: CaseView }) {
  const intl = useIntl();
  const bars = topBars(score);
  const slots = intl.formatList(score.slots.map(String));
  const withReporter = leavesOutReporter(view.messages.map(({ role }) => role));
  return (
    <>
      <p className="model-headline">{useHeadline(score)}</p>
      <ul className="bars">
        {bars.map((bar) => (
          <Bar key={bar.label} bar={bar} />
        ))}
      </ul>
      <p className="caption">
        <FormattedMessage
          id={withReporter ? 'model.slotsReporter' : 'model.slots'}
          values={{ n: score.slots.length, slots }}
        />{' '}
        {bars.some(({ experimental }) => experimental) ? <FormattedMessage id="model.experimental" /> : null}
      </p>
    </>
  );
}

/** What the classifier says about the case, in words before numbers, and which messages it read. */
export function ModelPanel({ view }: { readonly view: CaseView }) {
  return (
    <section className="panel-section model-panel" aria-labelledby="model-title">
      <div className="section-head">
        <h2 id="model-title">
          <FormattedMessage id="model.title" />
        </h2>
        <span className="caption">
          <FormattedMessage id="model.advice" />
        </span>
      </div>
      {'score' in view.model ? (
        <Scored score={view.model.score} view={view} />
      ) : (
        <>
          <p className="model-headline">
            <FormattedMessage id="model.notScored" />
          </p>
          <p className="caption">
            <FormattedMessage id="model.notScored.body" values={{ why: view.model.notScored }} />
          </p>
        </>
      )}
    </section>
  );
}
