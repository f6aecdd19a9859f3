/** A step with a script for Spark, run by its pipeline, beside SQL over the same rows. SLIPWAY_PYTHON names the Python that has PySpark. */
import * as ecr from 'aws-cdk-lib/aws-ecr';
import type { Stack } from 'aws-cdk-lib';
import { isDeepStrictEqual } from 'node:util';
import { InstanceType, ProcessingStep, ServingImage, SqlStep, TableFormat } from '../../constructs/index.js';
import { SqlEngine, runSql } from '../../runtime/pipeline/sql/index.js';
import type { PipelineRun } from '../../runtime/pipeline/local/run-pipeline.js';
import { mailsIn, Workshop } from '../runtime/pipeline/steps/run-here.js';

/** Words by tenth of the id, as Parquet. Without a single long mail it fails. */
const SCRIPT = `
import os
import sys
from pyspark.sql import SparkSession, functions as f

root = os.environ.get("SLIPWAY_ROOT", "")
spark = SparkSession.builder.appName("features").getOrCreate()
mail = spark.read.schema("id long, words long").json(root + "/opt/ml/processing/input/mail")
if mail.where(f.col("words") > int(sys.argv[1])).count() == 0:
    raise ValueError("no mail is longer than " + sys.argv[1])
tenths = mail.groupBy((f.col("id") % 10).alias("tenth")).agg(f.count("*").alias("mails"), f.sum("words").alias("words"))
tenths.write.mode("append").parquet(root + "/opt/ml/processing/output/rows")
`;

const MAILS = Array.from({ length: 5000 }, (_, id) => ({ id, words: (id * 7919) % 500 }));

function steps(stack: Stack, script: string, longest: string): SqlStep[] {
  const python = process.env['SLIPWAY_PYTHON'] ?? 'python3';
  const mail = mailsIn(stack);
  const spark = new ProcessingStep('Tenths', {
    script,
    image: ServingImage.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Spark', 'sagemaker-spark-processing'), '3.5-cpu-py312-v1.0'),
    instanceType: InstanceType.M5_XLARGE,
    instanceCount: 2,
    interpreter: ['smspark-submit'],
    // PySpark of PyPI starts Spark by itself, on all cores of this machine.
    localCommand: [python, 'features.py'],
    arguments: [longest],
    inputs: { mail },
    output: { format: TableFormat.PARQUET, columns: { tenth: 'bigint', mails: 'bigint', words: 'bigint' } },
  });
  return [
    new SqlStep('By Spark', { inputs: { t: spark.output }, sql: 'SELECT tenth, mails, words FROM t' }),
    new SqlStep('By SQL', {
      inputs: { mail },
      sql: 'SELECT id % 10 AS tenth, count(*) AS mails, sum(words) AS words FROM mail GROUP BY 1',
    }),
  ];
}

async function rowsOf({ steps: done }: PipelineRun, name: string): Promise<unknown> {
  const engine = await SqlEngine.open();
  const files = done.find((step) => step.name === name)?.files ?? [];
  const { rows } = await runSql(engine, { text: 'SELECT tenth, mails, words FROM rows ORDER BY tenth' }, { rows: { files } });
  engine.close();
  return rows;
}

async function main(): Promise<void> {
  const shop = new Workshop();
  try {
    shop.rows('mail/one.jsonl', MAILS.slice(0, 3000));
    shop.rows('mail/two.jsonl', MAILS.slice(3000));
    const script = shop.file('src/features.py', SCRIPT);
    const good = await shop.run(shop.synthesize((stack) => steps(stack, script, '100')));
    check('a script for Spark runs as a step of its pipeline', good.status === 'succeeded', good.cause ?? good.status);
    if (good.status !== 'succeeded') return;
    const [spark, sql] = [await rowsOf(good, 'By Spark'), await rowsOf(good, 'By SQL')];
    check('Spark and SQL give the same rows', isDeepStrictEqual(spark, sql), JSON.stringify(spark));
    const bad = await shop.run(
      shop.synthesize((stack) => steps(stack, script, '1000')),
      { name: 'bad' },
    );
    const step = bad.steps.find(({ name }) => name === 'Tenths');
    check('a script that fails ends the run at its step', bad.status === 'failed' && step?.status === 'failed', bad.cause);
  } finally {
    shop.close();
  }
}

function check(name: string, passed: boolean, note: unknown): void {
  process.stdout.write(`${passed ? 'ok' : 'FAILED'}\t${name}\t${String(note).slice(0, 300)}\n`);
}

void main();
