import { AutoScaling } from '../../../runtime/cloud/auto-scaling';
import { CloudFormation } from '../../../runtime/cloud/cloudformation';
import { CloudWatch } from '../../../runtime/cloud/cloudwatch';
import { SageMaker } from '../../../runtime/cloud/sagemaker';

const missing = (name: string): never => {
  throw new Error(`Cannot find module '${name}'`);
};
jest.mock('@aws-sdk/client-cloudwatch', () => missing('@aws-sdk/client-cloudwatch'));
jest.mock('@aws-sdk/client-cloudformation', () => missing('@aws-sdk/client-cloudformation'));
jest.mock('@aws-sdk/client-sagemaker', () => missing('@aws-sdk/client-sagemaker'));
jest.mock('@aws-sdk/client-application-auto-scaling', () => missing('@aws-sdk/client-application-auto-scaling'));

test.each([
  ['client-cloudwatch', CloudWatch],
  ['client-cloudformation', CloudFormation],
  ['client-sagemaker', SageMaker],
  ['client-application-auto-scaling', AutoScaling],
])('where @aws-sdk/%s is not installed, the command that installs it is named', async (name, service) => {
  await expect(service.open({ region: 'eu-central-1' })).rejects.toMatchObject({
    code: 'sdk-missing',
    message: expect.stringContaining(`run: npm i -D @aws-sdk/${name}`) as string,
  });
});
