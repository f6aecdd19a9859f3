import { RemovalPolicy, Tags, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  InstanceType,
  Model,
  ModelApproval,
  ModelCard,
  ModelCardStatus,
  ModelDeployment,
  ModelPackage,
  ModelPackageGroup,
  Readiness,
  type ModelPackageProps,
} from '../../constructs/index';
import { readPlan } from '../../runtime/assembly/read-plan';
import { App } from 'aws-cdk-lib';
import { endpointIn, MODEL_FOLDER, realtime, scratch, spamModel, stackOf, synthesized } from './apps';

const ARN = 'arn:aws:sagemaker:eu-central-1:210987654321:model-package/spam/3';
const ENV = { account: '210987654321', region: 'eu-central-1' };

function served(stack: Stack, model: Model): void {
  endpointIn(stack, { variants: [{ model, instanceType: InstanceType.M5_LARGE }] });
}

function version(stack: Stack, props: Partial<ModelPackageProps> = {}): ModelPackage {
  return new ModelPackage(stack, 'V3', { group: new ModelPackageGroup(stack, 'Registry'), model: spamModel(), ...props });
}

/** A copy of the example with another card. */
function folderWith(card: (card: Record<string, unknown>) => object): string {
  const folder = join(scratch(), 'model');
  cpSync(MODEL_FOLDER, folder, { recursive: true });
  const path = join(folder, 'card.json');
  writeFileSync(path, JSON.stringify(card(JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>)));
  return folder;
}

test('a version of the registry says image and archive itself', () => {
  const stack = stackOf();
  served(stack, Model.fromPackage(ARN, { environment: { LOG_LEVEL: 'info' } }));
  synthesized(stack).hasResourceProperties('AWS::SageMaker::Model', {
    PrimaryContainer: { ModelPackageName: ARN, Environment: { LOG_LEVEL: 'info' }, Image: Match.absent(), ModelDataUrl: Match.absent() },
    EnableNetworkIsolation: false,
  });
});

test('who serves it may read its archive and pull its image, where it is said where they are', () => {
  const stack = stackOf('Spam', ENV);
  const modelBucket = s3.Bucket.fromBucketName(stack, 'Models', 'models');
  const repository = ecr.Repository.fromRepositoryName(stack, 'Images', 'spam');
  served(stack, Model.fromPackage(ARN, { modelBucket, modelKey: 'spam/3/model.tar.gz', repository }));
  const policies = JSON.stringify(synthesized(stack).findResources('AWS::IAM::Policy'));
  expect(policies).toContain(':s3:::models/spam/3/model.tar.gz');
  expect(policies).toContain('ecr:BatchGetImage');
});

test('what is no version is refused, and half of a place too', () => {
  expect(() => Model.fromPackage('arn:aws:sagemaker:eu-central-1:210987654321:model-package-group/spam')).toThrow(
    /is no version of a model package; give arn:aws:sagemaker/,
  );
  expect(() => Model.fromPackage(ARN, { modelKey: 'm.tar.gz' })).toThrow('one alone grants nothing');
});

test("approval is the registry's own: SageMaker makes no model of another version, so a demand for it is met", () => {
  const stack = stackOf();
  const readiness = Readiness.demand({ atLeast: {}, knownFaults: false, approved: true });
  expect(() => new ModelDeployment(stack, 'Filter', { model: Model.fromPackage(ARN), hosting: realtime(), readiness })).not.toThrow();
});

test('metrics and known faults of a version are read from the folder that was registered', () => {
  const readiness = Readiness.demand({ atLeast: { roc_auc: 0.97 }, approved: true });
  const deploy = (model: Model): ModelDeployment => new ModelDeployment(stackOf(), 'Filter', { model, hosting: realtime(), readiness });
  expect(() => deploy(Model.fromPackage(ARN, { folder: MODEL_FOLDER }))).not.toThrow();
  expect(() => deploy(Model.fromPackage(ARN))).toThrow(/spam 3: its card is not on this machine; give Model\.fromPackage the folder/);
});

test('fails when the card says that the registry has rejected the version', () => {
  const folder = folderWith((card) => ({ ...card, model_package_details: { model_approval_status: 'Rejected' } }));
  const readiness = Readiness.demand({ atLeast: { roc_auc: 0.97 }, approved: true });
  const model = Model.fromPackage(ARN, { folder });
  expect(() => new ModelDeployment(stackOf(), 'Filter', { model, hosting: realtime(), readiness })).toThrow(
    'the registry has this version as Rejected',
  );
});

test('a version of the registry is rehearsed with the model in its folder', () => {
  const stack = stackOf('Spam', ENV);
  new ModelDeployment(stack, 'Filter', { model: Model.fromPackage(ARN, { folder: MODEL_FOLDER }), hosting: realtime() });
  const plan = readPlan(App.of(stack) instanceof App ? (App.of(stack) as App).synth().directory : '');
  expect(plan.refusals).toEqual([]);
  expect(plan.services[0]?.variants[0]?.containers[0]).toMatchObject({ standIn: { onnx: expect.stringContaining('asset.') as string } });
});

test('a group is named <stack>-<id>, kept when the stack goes, and may be read by the accounts that deploy its versions', () => {
  const stack = stackOf();
  new ModelPackageGroup(stack, 'Registry', { description: 'finds spam', sharedWith: ['111122223333'] });
  const template = synthesized(stack);
  template.hasResource('AWS::SageMaker::ModelPackageGroup', {
    DeletionPolicy: 'Retain',
    Properties: {
      ModelPackageGroupName: 'Spam-Registry',
      ModelPackageGroupDescription: 'finds spam',
      ModelPackageGroupPolicy: {
        Statement: [
          { Sid: 'Group', Effect: 'Allow', Action: 'sagemaker:DescribeModelPackageGroup' },
          {
            Sid: 'Versions',
            Effect: 'Allow',
            Action: ['sagemaker:DescribeModelPackage', 'sagemaker:ListModelPackages', 'sagemaker:CreateModel'],
          },
        ].map((statement) => Match.objectLike(statement)),
      },
    },
  });
});

test('all that is wrong with a group is said at once', () => {
  expect(
    () =>
      new ModelPackageGroup(stackOf(), 'Registry', { modelPackageGroupName: 'a_b', description: 'x'.repeat(1025), sharedWith: ['prod'] }),
  ).toThrow(/group name 'a_b' is not accepted[\s\S]*1025 characters[\s\S]*'prod' is no account/);
});

test('approvals of its versions are events, and whoever registers may do so in this group alone', () => {
  const stack = stackOf('Spam', ENV);
  const group = ModelPackageGroup.fromModelPackageGroupName(stack, 'Registry', 'spam');
  group.onApproved('Approved', { target: new targets.SnsTopic(new sns.Topic(stack, 'Topic')) });
  group.grantRegister(new iam.Role(stack, 'Trainer', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') }));
  const template = synthesized(stack);
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.sagemaker'],
      'detail-type': ['SageMaker Model Package State Change'],
      detail: { ModelPackageGroupName: ['spam'], ModelApprovalStatus: ['Approved'] },
    },
  });
  const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
  expect(policies).toContain(':model-package-group/spam"');
  expect(policies).toContain(':model-package/spam/*"');
});

test('a version has image, archive and card of its model, waits for approval unless told otherwise, and is kept', () => {
  const stack = stackOf('Spam', ENV);
  version(stack);
  synthesized(stack).hasResource('AWS::SageMaker::ModelPackage', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      ModelPackageGroupName: 'Spam-Registry',
      ModelApprovalStatus: 'PendingManualApproval',
      InferenceSpecification: {
        Containers: [{ Image: Match.anyValue(), ModelDataUrl: Match.anyValue() }],
        SupportedContentTypes: ['text/csv', 'application/json'],
      },
      ModelCard: {
        ModelCardStatus: 'Draft',
        ModelCardContent: Match.serializedJson(Match.objectLike({ intended_uses: Match.anyValue() })),
      },
    },
  });
});

test("a version takes none of an environment's tags, which SageMaker would refuse; its group has them", () => {
  const stack = stackOf();
  version(stack);
  Tags.of(stack).add('team', 'mail');
  const template = synthesized(stack);
  template.hasResourceProperties('AWS::SageMaker::ModelPackage', { Tags: Match.absent() });
  template.hasResourceProperties('AWS::SageMaker::ModelPackageGroup', { Tags: [{ Key: 'team', Value: 'mail' }] });
});

test('a version that is declared in the same app is deployed once it is approved, with its bytes known', () => {
  const stack = stackOf('Spam', ENV);
  const model = version(stack, { approval: ModelApproval.APPROVED, removalPolicy: RemovalPolicy.DESTROY }).asModel();
  const readiness = Readiness.demand({ atLeast: { roc_auc: 0.97 }, approved: true });
  new ModelDeployment(stack, 'Filter', { model, hosting: realtime(), readiness });
  const template = synthesized(stack);
  const [logicalId = ''] = Object.keys(template.findResources('AWS::SageMaker::ModelPackage'));
  template.hasResourceProperties('AWS::SageMaker::Model', {
    PrimaryContainer: { ModelPackageName: { 'Fn::GetAtt': [logicalId, 'ModelPackageArn'] } },
  });
});

test('fails when a version is deployed that nobody has approved', () => {
  const stack = stackOf('Spam', ENV);
  served(stack, version(stack).asModel());
  expect(() => synthesized(stack)).toThrow(
    /package-approval: the version .* has approval 'PendingManualApproval', and SageMaker makes no model/,
  );
});

test("a model's card.json becomes a card in SageMaker", () => {
  const stack = stackOf();
  new ModelCard(stack, 'Card', { model: spamModel(), status: ModelCardStatus.PENDING_REVIEW });
  synthesized(stack).hasResource('AWS::SageMaker::ModelCard', {
    DeletionPolicy: 'Retain',
    Properties: {
      ModelCardName: 'Spam-Card',
      ModelCardStatus: 'PendingReview',
      Content: {
        ModelOverview: Match.objectLike({ ModelName: 'spam-filter', ProblemType: 'BinaryClassification' }),
        IntendedUses: Match.objectLike({ RiskRating: 'Low' }),
        EvaluationDetails: Match.arrayWith([Match.objectLike({ Metadata: Match.objectLike({ unseen: 'true' }) })]),
      },
    },
  });
});

test('a card that SageMaker would refuse is refused with every field, and a model without one with how to write it', () => {
  const folder = folderWith((card) => ({ ...card, intended_uses: { risk_rating: 'Grave' }, licence: 'MIT' }));
  expect(() => new ModelCard(stackOf(), 'Card', { model: Model.fromDirectory(folder) })).toThrow(
    /risk_rating is 'Grave'[\s\S]*licence is no field of a model card[\s\S]*\(Spam\/Card/,
  );
  const bare = Model.fromDirectory(join(MODEL_FOLDER, 'model.onnx'));
  expect(() => new ModelCard(stackOf(), 'Card', { model: bare })).toThrow('slipway card MODEL DATA');
  expect(() => new ModelCard(stackOf(), 'Card', { model: Model.inSeries(spamModel(), spamModel()) })).toThrow('2 models are in series');
});
