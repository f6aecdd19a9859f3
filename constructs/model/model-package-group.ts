import { Aws, RemovalPolicy, Resource, Stack, type IResource } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnModelPackageGroup } from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import { throwProblems } from '../../core/errors/index.js';
import { ENDPOINT_LIMITS } from '../../core/limits/index.js';
import { acknowledgeWildcard } from '../acknowledge.js';
import { endpointNameOf } from '../hosting/endpoint-name.js';
import { injectedProps } from '../injected-props.js';

/** A group of the model registry: the versions of one model. */
export interface IModelPackageGroup extends IResource {
  /** Its name. */
  readonly modelPackageGroupName: string;

  /** Its ARN. */
  readonly modelPackageGroupArn: string;

  /**
   * Lets somebody register versions in it.
   *
   * @param grantee who
   */
  grantRegister(grantee: iam.IGrantable): iam.Grant;

  /**
   * A rule on approvals of its versions; more than one event may come for one approval.
   *
   * @param id id below the group
   * @param options target, description
   */
  onApproved(id: string, options?: events.OnEventOptions): events.Rule;
}

/** A group of the model registry. */
export interface ModelPackageGroupProps {
  /**
   * Name: letters, digits and inner hyphens, at most 63. Another name is another group.
   *
   * @default `<stack>-<id>`
   */
  readonly modelPackageGroupName?: string;

  /**
   * What its models do, at most 1024 characters.
   *
   * @default - nothing is said
   */
  readonly description?: string;

  /**
   * Accounts that may read its versions and make models of them: those of the environments into which a version is promoted.
   *
   * @default - this account alone
   */
  readonly sharedWith?: string[];

  /**
   * What happens to the group when the stack goes. A group that holds versions cannot be deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const DESCRIPTION_LENGTH = 1024;
/** SageMaker Developer Guide, model-registry-deploy-xaccount. */
const READ_VERSIONS = ['sagemaker:DescribeModelPackage', 'sagemaker:ListModelPackages', 'sagemaker:CreateModel'];

abstract class ModelPackageGroupBase extends Resource implements IModelPackageGroup {
  abstract readonly modelPackageGroupName: string;
  abstract readonly modelPackageGroupArn: string;

  grantRegister(grantee: iam.IGrantable): iam.Grant {
    const versions = versionsOf(this, this.modelPackageGroupName);
    acknowledgeWildcard(this, grantee, versions, 'a version gets its number when it is registered');
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['sagemaker:CreateModelPackage', 'sagemaker:DescribeModelPackage'],
      resourceArns: [this.modelPackageGroupArn, versions],
    });
  }

  onApproved(id: string, options: events.OnEventOptions = {}): events.Rule {
    const rule = new events.Rule(this, id, options);
    rule.addEventPattern({
      source: ['aws.sagemaker'],
      detailType: ['SageMaker Model Package State Change'],
      detail: { ModelPackageGroupName: [this.modelPackageGroupName], ModelApprovalStatus: ['Approved'] },
    });
    rule.addTarget(options.target);
    return rule;
  }
}

/** The versions of one model, with who approved which. */
export class ModelPackageGroup extends ModelPackageGroupBase {
  /** For property injectors. */
  static readonly PROPERTY_INJECTION_ID: string = 'slipway.model.ModelPackageGroup';

  /**
   * A group that was made elsewhere in this account and region.
   *
   * @param scope where the import belongs
   * @param id id in that scope
   * @param name its name
   */
  static fromModelPackageGroupName(scope: Construct, id: string, name: string): IModelPackageGroup {
    return new ImportedGroup(scope, id, name);
  }

  readonly modelPackageGroupName: string;
  readonly modelPackageGroupArn: string;

  constructor(scope: Construct, id: string, props: ModelPackageGroupProps = {}) {
    super(scope, id);
    const given = injectedProps(scope, id, ModelPackageGroup.PROPERTY_INJECTION_ID, props);
    const {
      modelPackageGroupName: name = endpointNameOf(this, id),
      description,
      sharedWith = [],
      removalPolicy = RemovalPolicy.RETAIN,
    } = given;
    throwProblems('model-package', problemsOf(name, description, sharedWith), { path: this.node.path });
    const group = new CfnModelPackageGroup(this, 'Resource', {
      modelPackageGroupName: name,
      modelPackageGroupDescription: description,
      ...(sharedWith.length === 0 ? {} : { modelPackageGroupPolicy: policyFor(this, name, sharedWith) }),
    });
    group.applyRemovalPolicy(removalPolicy);
    this.modelPackageGroupName = name;
    this.modelPackageGroupArn = group.attrModelPackageGroupArn;
  }
}

class ImportedGroup extends ModelPackageGroupBase {
  readonly modelPackageGroupArn: string;

  constructor(
    scope: Construct,
    id: string,
    readonly modelPackageGroupName: string,
  ) {
    super(scope, id);
    this.modelPackageGroupArn = Stack.of(this).formatArn({
      service: 'sagemaker',
      resource: 'model-package-group',
      resourceName: modelPackageGroupName,
    });
  }
}

function versionsOf(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'model-package', resourceName: `${name}/*` });
}

function policyFor(scope: Construct, name: string, accounts: readonly string[]): iam.PolicyDocument {
  const principals = accounts.map((account) => new iam.ArnPrincipal(`arn:${Aws.PARTITION}:iam::${account}:root`));
  const group = Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'model-package-group', resourceName: name });
  return new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({ sid: 'Group', principals, actions: ['sagemaker:DescribeModelPackageGroup'], resources: [group] }),
      new iam.PolicyStatement({ sid: 'Versions', principals, actions: READ_VERSIONS, resources: [versionsOf(scope, name)] }),
    ],
  });
}

function problemsOf(name: string, description: string | undefined, accounts: readonly string[]): string[] {
  const { nameLength, namePattern } = ENDPOINT_LIMITS;
  return [
    ...(name.length <= nameLength && namePattern.test(name)
      ? []
      : [`group name '${name}' is not accepted; use letters, digits and inner hyphens, at most ${nameLength}`]),
    ...((description ?? '').length > DESCRIPTION_LENGTH
      ? [`the description has ${description?.length} characters; SageMaker takes ${DESCRIPTION_LENGTH}`]
      : []),
    ...accounts.filter((account) => !/^\d{12}$/.test(account)).map((account) => `'${account}' is no account; an account has twelve digits`),
  ];
}
