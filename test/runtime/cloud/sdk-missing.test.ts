import { CloudWatch } from '../../../runtime/cloud/cloudwatch';

jest.mock('@aws-sdk/client-cloudwatch', () => {
  throw new Error("Cannot find module '@aws-sdk/client-cloudwatch'");
});

test('where the client of the AWS SDK is not installed, the command that installs it is named', async () => {
  await expect(CloudWatch.open({ region: 'eu-central-1' })).rejects.toMatchObject({
    code: 'sdk-missing',
    message: expect.stringContaining('run: npm i -D @aws-sdk/client-cloudwatch') as string,
  });
});
