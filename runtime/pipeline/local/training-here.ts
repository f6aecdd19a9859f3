import { isoTime } from '../iso-time.js';
import type { Json } from '../json.js';
import type { TaskRegistry } from '../tasks.js';
import { localOf, runJob } from './job-call.js';
import { MlFolder } from './ml-folder.js';
import type { ProcessingHereSettings } from './processing-here.js';
import { filesBelow, MODEL_ARCHIVE, MODEL_FOLDER, placeFiles } from './run-places.js';
import { join } from 'node:path';
import { ML_FOLDERS } from '../../../core/pipeline/index.js';

/** CreateTrainingJob, as far as a pipeline's steps ask for it. */
interface TrainingRequest {
  readonly TrainingJobName: string;
  readonly Environment?: Readonly<Record<string, string>>;
  readonly HyperParameters?: Readonly<Record<string, string>>;
  readonly InputDataConfig: readonly {
    readonly ChannelName: string;
    readonly DataSource: { readonly S3DataSource: { readonly S3Uri: string } };
  }[];
  readonly OutputDataConfig: { readonly S3OutputPath: string };
}

/** SageMaker training as tasks of a state machine see it, by the local commands of the steps. The archive of a model is a folder here. */
export function trainingTasks(settings: ProcessingHereSettings): TaskRegistry {
  const { work, places, plan } = settings;
  return {
    'sagemaker:createTrainingJob': async (call) => {
      const request = call.arguments as unknown as TrainingRequest;
      const { TrainingJobName: name, Environment: environment = {}, HyperParameters: hyperparameters = {}, ...asked } = request;
      const output = `${request.OutputDataConfig.S3OutputPath}/`;
      call.submitted({ TrainingJobArn: `arn:aws:sagemaker:${plan.region}:${plan.account}:training-job/${name}` });
      const kept = [environment, hyperparameters, asked, localOf(plan, call)?.command ?? []];
      return work.keep({ call, output, asked: kept }, async (folder): Promise<Json> => {
        const ml = new MlFolder(`${folder.replace(/[\\/]$/, '')}.ml`);
        ml.write('/opt/ml/input/config/hyperparameters.json', hyperparameters);
        const channels = request.InputDataConfig.filter(({ ChannelName: channel }) => channel !== 'code');
        ml.write(
          '/opt/ml/input/config/inputdataconfig.json',
          Object.fromEntries(
            channels.map(({ ChannelName: channel }) => [channel, { TrainingInputMode: 'File', S3DistributionType: 'FullyReplicated' }]),
          ),
        );
        for (const { ChannelName: channel, DataSource: source } of channels)
          ml.bring(await places.filesOf(source.S3DataSource.S3Uri), `${ML_FOLDERS.channels}${channel}`);
        for (const made of [ML_FOLDERS.model, ML_FOLDERS.results]) ml.bring([], made);
        const began = call.clock.now();
        await runJob(call, settings, { ml, environment, message: '/opt/ml/output/failure' });
        placeFiles(filesBelow(ml.at(ML_FOLDERS.model)), join(folder, MODEL_FOLDER));
        placeFiles(filesBelow(ml.at(ML_FOLDERS.results)), join(folder, 'output'));
        return {
          TrainingJobName: name,
          TrainingJobStatus: 'Completed',
          ModelArtifacts: { S3ModelArtifacts: `${output}${MODEL_ARCHIVE}` },
          TrainingStartTime: isoTime(began),
          TrainingEndTime: isoTime(call.clock.now()),
        };
      });
    },
  };
}
