import { App, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';

// A bucket in a Stage that breaks a rule: shows that the gate would close.
const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks());
new s3.Bucket(new Stack(new Stage(app, 'prod'), 'Data'), 'Bucket');
