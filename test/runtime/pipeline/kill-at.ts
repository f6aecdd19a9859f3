import { SimulatedClock } from '../../../runtime/pipeline/clock';
import { readPipelines } from '../../../runtime/pipeline/local/read-pipelines';
import { runPipeline } from '../../../runtime/pipeline/local/run-pipeline';
import { seeded } from '../../../runtime/random';
import { START } from './steps/run-here';

// Runs the pipeline of an assembly and ends as by `kill -9` where a step does something: node kill-at.ts ASSEMBLY OUTPUT DIRECTORY NAME STEP EVENT
const [assembly = '', output = '', directory = '', name = '', step = '', event = ''] = process.argv.slice(2);
const [plan] = readPipelines(assembly);
if (plan === undefined) throw new Error('no pipeline was found');
void runPipeline(plan, {
  name,
  output,
  directory,
  data: {},
  clock: new SimulatedClock(START),
  random: seeded(1),
  step: (which, what) => {
    if (which === step && what === event) process.kill(process.pid, 'SIGKILL');
  },
});
