import type { ReliabilityBin } from './calibration.ts';
import type { Evaluation, EvaluationDetails, ThresholdCost } from './evaluate.ts';
import type { LabelReport } from './label-report.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => ENTITIES[character] ?? character);
}

function figure(value: number | null): string {
  return value === null ? 'not defined' : value.toFixed(3);
}

function range(interval: readonly [number, number] | null): string {
  return interval === null ? '' : ` <small>${interval[0].toFixed(3)}–${interval[1].toFixed(3)}</small>`;
}

/** A table with a caption and row headers; cells are HTML. */
function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const header = head.map((cell) => `<th scope="col">${cell}</th>`).join('');
  const body = rows
    .map(
      ([first = '', ...rest]) =>
        `<tr><th scope="row">${first}</th>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
    )
    .join('\n');
  return `<div class="wide" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${header}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

function labelsTable(labels: Evaluation['labels'], experimental: readonly string[]): string {
  const rows = Object.entries(labels).map(([name, report]: [string, LabelReport]) => [
    escape(name) + (experimental.includes(name) ? ' <small>experimental</small>' : ''),
    String(report.n),
    String(report.positives),
    figure(report.rocAuc) + range(report.ci95.rocAuc),
    figure(report.averagePrecision),
    report.threshold.toFixed(2),
    figure(report.precision),
    figure(report.recall),
    figure(report.f1),
    figure(report.f1Macro) + range(report.ci95.f1Macro),
    figure(report.accuracy),
    `${figure(report.best.f1Macro)} <small>at ${report.best.threshold.toFixed(3)}</small>`,
    figure(report.ece),
    figure(report.brier),
  ]);
  const head = [
    'label',
    'rows',
    'positives',
    'ROC-AUC',
    'average precision',
    'shipped threshold',
    'precision',
    'recall',
    'F1',
    'macro-F1',
    'accuracy',
    'best macro-F1',
    'ECE',
    'Brier',
  ];
  return table('Figures per label; small numbers are bootstrap 95 % intervals', head, rows);
}

const PLOT = 220;
const EDGE = 30;

/** Reliability diagram as inline SVG; the table below it says the same in numbers. */
function reliabilityPlot(name: string, bins: readonly ReliabilityBin[]): string {
  const x = (value: number): string => (EDGE + value * PLOT).toFixed(1);
  const y = (value: number): string => (EDGE / 2 + (1 - value) * PLOT).toFixed(1);
  const line = bins.map((bin) => `${x(bin.meanProbability)},${y(bin.observed)}`).join(' ');
  const dots = bins.map((bin) => `<circle cx="${x(bin.meanProbability)}" cy="${y(bin.observed)}" r="3"/>`).join('');
  const title = `Reliability of ${escape(name)}: share of positives over mean probability`;
  return `<svg role="img" aria-label="${title}" viewBox="0 0 ${PLOT + EDGE * 2} ${PLOT + EDGE * 1.6}" width="300">
<path class="axis" d="M${x(0)} ${y(1)}V${y(0)}H${x(1)}"/><path class="ideal" d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}"/>
<polyline points="${line}"/>${dots}
<text x="${x(0)}" y="${PLOT + EDGE}">0</text><text x="${x(1)}" y="${PLOT + EDGE}" text-anchor="end">probability 1</text><text x="4" y="${y(1)}">1</text></svg>`;
}

function labelSection(name: string, bins: readonly ReliabilityBin[], costs: readonly ThresholdCost[]): string {
  const costRows = costs.map((cost) => [
    cost.threshold.toFixed(2),
    cost.reviewsPerThousand.toFixed(0),
    cost.missesPerThousand.toFixed(1),
  ]);
  const binRows = bins.map((bin) => [
    bin.from.toFixed(2),
    String(bin.n),
    figure(bin.meanProbability),
    figure(bin.observed),
  ]);
  const safe = escape(name);
  return `<section><h3>${safe}</h3><div class="pair">
${table(`What a threshold for ${safe} costs on data like this`, ['threshold', 'reviews per 1,000', 'misses per 1,000'], costRows)}
<div>${reliabilityPlot(name, bins)}
<details><summary>Numbers of the reliability plot of ${safe}</summary>${table(`Reliability of ${safe}`, ['from', 'rows', 'mean probability', 'share of positives'], binRows)}</details></div>
</div></section>`;
}

function groupSections({ functionality, target }: Evaluation, { targetLabel }: EvaluationDetails): string {
  const parts: string[] = [];
  const functions = Object.entries(functionality);
  if (functions.length > 0)
    parts.push(
      '<h2>Functionalities</h2><p>Share of rows with every known label right at the shipped thresholds. Read the harmless and the hateful ones side by side: a model that always says yes is right on half of them.</p>',
      table(
        'Accuracy per functionality',
        ['functionality', 'rows', 'accuracy'],
        functions.map(([name, { n, accuracy }]) => [escape(name), String(n), figure(accuracy)]),
      ),
    );
  const targets = Object.entries(target);
  if (targets.length > 0)
    parts.push(
      `<h2>Target groups</h2><p>Label: ${escape(targetLabel ?? '')}. A low BPSN means harmless mentions of the group are flagged; a low BNSP means abuse of the group is missed (Borkan et al. 2019).</p>`,
      table(
        'Accuracy and AUC per target group',
        ['group', 'rows', 'accuracy', 'subgroup AUC', 'BPSN AUC', 'BNSP AUC'],
        targets.map(([name, report]) => [
          escape(name),
          String(report.n),
          figure(report.accuracy),
          figure(report.subgroupAuc),
          figure(report.bpsnAuc),
          figure(report.bnspAuc),
        ]),
      ),
    );
  return parts.join('\n');
}

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:72rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums}caption{text-align:left;font-weight:600;padding-bottom:.3rem}
th,td{padding:.25rem .7rem;text-align:right;border-bottom:1px solid #8886;white-space:nowrap}th:first-child{text-align:left}
.wide{overflow-x:auto}.pair{display:flex;flex-wrap:wrap;gap:2rem}code{word-break:break-all}
svg{stroke:currentColor;fill:none}svg circle{fill:currentColor}svg text{fill:currentColor;stroke:none;font-size:12px}
svg .ideal{stroke-dasharray:4 4;opacity:.6}`;

/** The evaluation as one HTML page: no script, nothing loaded from anywhere, readable by a screen reader and in print. */
export function reportHtml(evaluation: Evaluation, details: EvaluationDetails): string {
  const { data, model, engine, labels, speed } = evaluation;
  const remarks = details.remarks.map((remark) => `<li>${escape(remark)}</li>`).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Evaluation of ${escape(model.id)}</title><style>${STYLE}</style></head>
<body><main><h1>Evaluation of ${escape(model.id)}</h1>
<p>${data.rows} rows of <code>${escape(data.path)}</code>, SHA-256 <code>${data.sha256}</code>.<br>
Model SHA-256 <code>${model.sha256}</code>, featurizer ${escape(model.featurizer)}, engine ${engine}:
${speed.messagesPerSecond} messages/s at batch ${speed.batch}.</p>
${remarks === '' ? '' : `<h2>Remarks</h2><ul>${remarks}</ul>`}
<h2>Labels</h2>
${labelsTable(labels, details.experimental)}
${Object.keys(labels)
  .map((name) => labelSection(name, details.reliability[name] ?? [], details.costs[name] ?? []))
  .join('\n')}
${groupSections(evaluation, details)}
</main></body></html>
`;
}
