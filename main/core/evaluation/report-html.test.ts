import { describe, expect, it } from 'vitest';
import type { Evaluation, EvaluationDetails } from './evaluate.ts';
import { labelReport } from './label-report.ts';
import { reportHtml } from './report-html.ts';

const EVIL = '<img src=x onerror=alert(1)>"&\'';
const report = labelReport({ scores: Float64Array.of(0.2, 0.9), truths: Uint8Array.of(0, 1) }, 0.5);
const evaluation: Evaluation = {
  data: { path: EVIL, sha256: 'aa', rows: 2 },
  model: { id: 'model', sha256: 'bb', featurizer: EVIL },
  engine: 'wasm',
  labels: { [EVIL]: report },
  unknownLabels: [EVIL],
  functionality: { [EVIL]: { n: 1, accuracy: 1 } },
  target: { [EVIL]: { n: 1, accuracy: 1, subgroupAuc: null, bpsnAuc: 0.5, bnspAuc: 1 } },
  speed: { messagesPerSecond: 1, batch: 64 },
};
const details: EvaluationDetails = {
  targetLabel: EVIL,
  experimental: [EVIL],
  reliability: { [EVIL]: [{ from: 0, n: 2, meanProbability: 0.5, observed: 0.5 }] },
  costs: { [EVIL]: [{ threshold: 0.5, reviewsPerThousand: 500, missesPerThousand: 0 }] },
  remarks: [EVIL],
};

describe('the HTML report', () => {
  const html = reportHtml(evaluation, details);

  it('lets nothing of the data become markup', () => {
    expect(html).not.toContain('<img');
    expect(html).not.toContain('"&\'');
    expect(html.match(/&lt;img src=x/gu)?.length).toBeGreaterThan(8);
  });

  it('is one page that loads and runs nothing', () => {
    expect(html).not.toMatch(/<script|<link|https?:|src="/iu);
    expect(html).toContain("default-src 'none'");
  });

  it('has captions, row headers and a language, and says what is not defined', () => {
    expect(html).toContain('<html lang="en">');
    expect(html.match(/<table>/gu)?.length).toBe(html.match(/<caption>/gu)?.length);
    expect(html).toContain('scope="row"');
    expect(html).toContain('not defined');
  });
});
