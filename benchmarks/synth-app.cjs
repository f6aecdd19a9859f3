// An app of ten deployments, by our constructs (`ours`) or as the resources they come to (`l1`, from a file): one process, as `cdk synth` runs it.
const path = require('node:path');
const { App, CfnResource, Duration, Stack } = require('aws-cdk-lib');
const [, , kind, outdir, resources] = process.argv;

const app = new App({ outdir });
const stack = new Stack(app, 'Bench', { env: { account: '310987654321', region: 'eu-central-1' } });
if (kind === 'ours') {
  const { Hosting, InstanceType, Model, ModelDeployment } = require('../dist/constructs/index.js');
  for (let index = 0; index < 10; index += 1) {
    new ModelDeployment(stack, `Filter${index}`, {
      model: Model.fromDirectory(path.join(__dirname, '../examples/spam-filter/model')),
      hosting: Hosting.realtime({ instanceType: InstanceType.M5_LARGE, latency: Duration.millis(100) }),
    });
  }
} else {
  for (const [id, { Type, Properties }] of Object.entries(require(resources)))
    new CfnResource(stack, id, { type: Type, properties: Properties });
}
app.synth();
