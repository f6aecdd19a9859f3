import { BranchStep, Check, DataCheck, EitherStep, SqlStep, type PipelineStep, type Table } from '../../../constructs/index';

/** A pipeline of fifty steps as they come: eight sources of features that are cleaned, counted and checked, and what joins them. */
export function fifty(mail: Table): PipelineStep[] {
  const raw = new DataCheck('Raw mails', { rows: mail, checks: [Check.rows(1)] });
  const sources = Array.from({ length: 8 }, (_, at) => {
    const part = new SqlStep(`Part ${at}`, { inputs: { mail: raw.passed }, sql: `SELECT id, words FROM mail WHERE id / 125 = ${at}` });
    const clean = new SqlStep(`Cleaned ${at}`, {
      inputs: { p: part.output },
      sql: 'SELECT id, words FROM p WHERE words BETWEEN 0 AND 400',
    });
    const count = new SqlStep(`Daily counts of part ${at}`, {
      inputs: { c: clean.output },
      sql: 'SELECT words % 10 AS digit, count(*) AS n FROM c GROUP BY 1',
    });
    const check = new DataCheck(`Checked ${at}`, { rows: count.output, checks: [Check.range('n', { min: 1 })] });
    return { clean, check };
  });
  const pairs = [0, 2, 4, 6].map((at) => {
    const [one, other] = [sources[at], sources[at + 1]];
    if (one === undefined || other === undefined) throw new Error('there are eight');
    return new SqlStep(`Joined ${at} and ${at + 1}`, {
      inputs: { a: one.check.passed, b: other.check.passed, c: one.clean.output },
      sql: 'SELECT a.digit, a.n + b.n AS n, max(c.id) AS newest FROM a JOIN b ON a.digit = b.digit JOIN c ON c.words % 10 = a.digit GROUP BY 1, 2',
    });
  });
  const [first, second, third, fourth] = pairs;
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) throw new Error('there are four');
  const join = (name: string, a: Table, b: Table): SqlStep =>
    new SqlStep(name, {
      inputs: { a, b },
      sql: 'SELECT a.digit, a.n + b.n AS n, greatest(a.newest, b.newest) AS newest FROM a JOIN b ON a.digit = b.digit',
    });
  const west = join('West', first.output, second.output);
  const east = join('East', third.output, fourth.output);
  const all = join('All', west.output, east.output);
  const enough = new BranchStep('Enough', { rows: all.output, checks: [Check.rows(5)] });
  const fine = new SqlStep('Fine features', { inputs: { f: enough.met }, sql: 'SELECT digit, n * 1e0 AS n FROM f' });
  const coarse = new SqlStep('Coarse features', { inputs: { f: enough.otherwise }, sql: 'SELECT digit, n * 1e0 AS n FROM f' });
  const features = new EitherStep('Features', { rows: [fine.output, coarse.output] });
  const fit = new DataCheck('Fit', { rows: features.output, checks: [Check.complete('n')] });
  const reports = ['Weekly', 'Monthly'].map(
    (name) =>
      new SqlStep(`${name} report`, {
        inputs: { f: fit.passed, raw: raw.passed },
        sql: 'SELECT f.digit, f.n, count(*) AS mails FROM f JOIN raw ON raw.words % 10 = f.digit GROUP BY 1, 2',
      }),
  );
  const [weekly, monthly] = reports;
  if (weekly === undefined || monthly === undefined) throw new Error('there are two');
  const both = new SqlStep('Both reports', {
    inputs: { w: weekly.output, m: monthly.output },
    sql: 'SELECT w.digit, m.n FROM w JOIN m ON w.digit = m.digit',
  });
  const newest = new SqlStep('Newest', { inputs: { raw: raw.passed }, sql: 'SELECT max(id) AS id FROM raw' });
  return [newest, new DataCheck('Published', { rows: both.output, checks: [Check.rows(1)] })];
}
