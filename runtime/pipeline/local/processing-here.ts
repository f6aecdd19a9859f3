import { isoTime } from '../iso-time.js';
import type { Json } from '../json.js';
import type { TaskRegistry } from '../tasks.js';
import { localOf, runJob, type JobSettings } from './job-call.js';
import type { KeptWork } from './kept-work.js';
import { MlFolder } from './ml-folder.js';
import { filesBelow, placeFiles, type RunPlaces } from './run-places.js';

/** CreateProcessingJob, as far as a pipeline's steps ask for it. */
interface ProcessingRequest {
  readonly ProcessingJobName: string;
  readonly Environment?: Readonly<Record<string, string>>;
  readonly ProcessingInputs: readonly {
    readonly InputName: string;
    readonly S3Input: { readonly S3Uri: string; readonly LocalPath: string };
  }[];
  readonly ProcessingOutputConfig: {
    readonly Outputs: readonly { readonly S3Output: { readonly S3Uri: string; readonly LocalPath: string } }[];
  };
}

export interface ProcessingHereSettings extends JobSettings {
  readonly places: RunPlaces;
  readonly work: KeptWork;
}

/** SageMaker Processing as tasks of a state machine see it, by the local commands of the steps. */
export function processingTasks(settings: ProcessingHereSettings): TaskRegistry {
  const { work, places } = settings;
  return {
    'sagemaker:createProcessingJob': async (call) => {
      const request = call.arguments as unknown as ProcessingRequest;
      const { ProcessingJobName: name, ProcessingInputs: inputs, Environment: environment = {}, ...asked } = request;
      const [output] = request.ProcessingOutputConfig.Outputs.map(({ S3Output: each }) => each);
      call.submitted({ ProcessingJobArn: `arn:aws:sagemaker:${settings.plan.region}:${settings.plan.account}:processing-job/${name}` });
      return work.keep(
        { call, output: output?.S3Uri ?? '', asked: [inputs, environment, asked, localOf(settings.plan, call)?.command ?? []] },
        async (folder): Promise<Json> => {
          const ml = new MlFolder(`${folder.replace(/[\\/]$/, '')}.ml`);
          ml.write('/opt/ml/config/processingjobconfig.json', request);
          for (const { InputName: input, S3Input: source } of inputs)
            if (input !== 'code') ml.bring(await places.filesOf(source.S3Uri), source.LocalPath);
          ml.bring([], output?.LocalPath ?? '');
          const began = call.clock.now();
          const { message } = await runJob(call, settings, { ml, environment, message: '/opt/ml/output/message' });
          placeFiles(filesBelow(ml.at(output?.LocalPath ?? '')), folder);
          return {
            ProcessingJobName: name,
            ProcessingJobStatus: 'Completed',
            ...(message === undefined ? {} : { ExitMessage: message }),
            ProcessingStartTime: isoTime(began),
            ProcessingEndTime: isoTime(call.clock.now()),
          };
        },
      );
    },
  };
}
