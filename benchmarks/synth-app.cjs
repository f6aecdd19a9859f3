// An app of ten deployments, by our constructs (`ours`) or by hand in L1 (`l1`): the same resources as CDK's generated classes, references between
// them, and the model as an asset. One process, as `cdk synth` runs it.
const path = require('node:path');
const { App, Duration, Fn, Stack } = require('aws-cdk-lib');
const [, , kind, outdir, resources] = process.argv;

const DEPLOYMENTS = 10;
const MODEL = path.join(__dirname, '../examples/spam-filter/model');
const app = new App({ outdir });
const stack = new Stack(app, 'Bench', { env: { account: '310987654321', region: 'eu-central-1' } });
if (kind === 'ours') {
  const { DriftPlan, Hosting, InstanceType, Model, ModelDeployment } = require('../dist/constructs/index.js');
  for (let index = 0; index < DEPLOYMENTS; index += 1) {
    new ModelDeployment(stack, `Filter${index}`, {
      drift: DriftPlan.none('the other app has no monitor either'),
      model: Model.fromDirectory(MODEL),
      hosting: Hosting.realtime({ instanceType: InstanceType.M5_LARGE, latency: Duration.millis(100) }),
    });
  }
} else {
  const { Asset } = require('aws-cdk-lib/aws-s3-assets');
  for (let index = 0; index < DEPLOYMENTS; index += 1) new Asset(stack, `Model${index}`, { path: MODEL });
  byHand(new Map(require(resources).map(({ id, ...resource }) => [id, resource])));
}
app.synth();

function byHand(declared) {
  const made = new Map();
  const make = (id) => {
    if (!made.has(id)) {
      const { Type, Properties = {} } = declared.get(id);
      const [, service, name] = Type.split('::');
      const Generated = require(`aws-cdk-lib/aws-${service.toLowerCase()}`)[`Cfn${name}`];
      made.set(id, new Generated(stack, id, written(Properties, make)));
    }
    return made.get(id);
  };
  for (const id of declared.keys()) make(id);
}

/** Properties as one writes them: camel case, references by the construct that they mean. */
function written(value, make, verbatim = false) {
  if (Array.isArray(value)) return value.map((each) => written(each, make, verbatim));
  if (typeof value !== 'object' || value === null) return value;
  const [only, ...more] = Object.keys(value);
  if (more.length === 0 && only === 'Ref') return value.Ref.startsWith('AWS::') ? Fn.ref(value.Ref) : make(value.Ref).ref;
  if (more.length === 0 && only === 'Fn::GetAtt') return make(value[only][0]).getAtt(value[only][1]).toString();
  if (more.length === 0 && only === 'Fn::Join') return Fn.join(value[only][0], written(value[only][1], make));
  if (more.length === 0 && only === 'Fn::Sub') return Fn.sub(value[only]);
  // Policies and event patterns are JSON of their own.
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      verbatim ? key : key.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (head) => head.toLowerCase()),
      written(each, make, verbatim || /(KeyPolicy|PolicyDocument|EventPattern)$/.test(key)),
    ]),
  );
}
