import { AutoScaling } from '../../../runtime/cloud/auto-scaling';
import { CloudFormation } from '../../../runtime/cloud/cloudformation';
import { TemplateComparison } from '../../../runtime/cloud/diff/impacts';
import { CloudWatch } from '../../../runtime/cloud/cloudwatch';
import { SageMaker } from '../../../runtime/cloud/sagemaker';
import { Sns } from '../../../runtime/cloud/sns';
import { SageMakerRuntime } from '../../../runtime/cloud/sagemaker-runtime';

const missing = (name: string): never => {
  throw new Error(`Cannot find module '${name}'`);
};
jest.mock('@aws-cdk/cloudformation-diff', () => missing('@aws-cdk/cloudformation-diff'));
jest.mock('@aws-sdk/client-sns', () => missing('@aws-sdk/client-sns'));
jest.mock('@aws-sdk/client-sagemaker-runtime', () => missing('@aws-sdk/client-sagemaker-runtime'));
jest.mock('@aws-sdk/client-cloudwatch', () => missing('@aws-sdk/client-cloudwatch'));
jest.mock('@aws-sdk/client-cloudformation', () => missing('@aws-sdk/client-cloudformation'));
jest.mock('@aws-sdk/client-sagemaker', () => missing('@aws-sdk/client-sagemaker'));
jest.mock('@aws-sdk/client-application-auto-scaling', () => missing('@aws-sdk/client-application-auto-scaling'));

test.each([
  ['client-cloudwatch', CloudWatch],
  ['client-cloudformation', CloudFormation],
  ['client-sagemaker', SageMaker],
  ['client-sagemaker-runtime', SageMakerRuntime],
  ['client-sns', Sns],
  ['client-application-auto-scaling', AutoScaling],
])('where @aws-sdk/%s is not installed, the command that installs it is named', async (name, service) => {
  await expect(service.open({ region: 'eu-central-1' })).rejects.toMatchObject({
    code: 'sdk-missing',
    message: expect.stringContaining(`run: npm i -D @aws-sdk/${name}`) as string,
  });
});

test("where the CDK's comparison of templates is not installed, the command that installs it is named", async () => {
  await expect(TemplateComparison.load()).rejects.toMatchObject({
    code: 'package-missing',
    message: expect.stringContaining('run: npm i -D @aws-cdk/cloudformation-diff') as string,
  });
});
