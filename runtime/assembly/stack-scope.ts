import type { Place } from '../../core/errors/index.js';
import type { Template, TemplateResource } from '../../core/rules/rule.js';
import { evaluate, NO_VALUE, type Surroundings } from './intrinsics.js';
import { attributeValue, nameOfId, nameProperty, physicalName, refValue, type Location } from './physical-names.js';
import type { ParsedTemplate } from './template.js';
import { Unknown } from './unknown.js';

export interface StackInput extends Location {
  readonly path: string;
  readonly template: ParsedTemplate;
  /** Parameters that whoever deploys the stack passes; evaluated when asked for. */
  readonly parameters: Readonly<Record<string, () => unknown>>;
  readonly importValue: (name: string) => unknown;
  /** The nested stack behind a logical id. */
  readonly nested: (logicalId: string) => StackScope | undefined;
  readonly placeOf: (logicalId: string) => Place;
  /** Where it is deployed: what an account calls its resources. */
  readonly physicalIds?: ReadonlyMap<string, string>;
}

/** One template with all that its functions refer to. */
export class StackScope implements Surroundings {
  readonly path: string;
  private readonly underway = new Set<string>();

  constructor(private readonly input: StackInput) {
    this.path = input.path;
  }

  get template(): Template {
    return this.input.template;
  }

  get location(): Location {
    return this.input;
  }

  placeOf(logicalId: string): Place {
    return this.input.placeOf(logicalId);
  }

  /** A value with every function evaluated. */
  resolve(value: unknown): unknown {
    const result = evaluate(value, this);
    return result === NO_VALUE ? undefined : result;
  }

  /** The resources of some types whose condition does not rule them out. */
  resources(...types: readonly string[]): { logicalId: string; resource: TemplateResource }[] {
    return Object.entries(this.input.template.Resources ?? {})
      .filter(([, { Type }]) => types.includes(Type))
      .filter(([, resource]) => typeof resource['Condition'] !== 'string' || this.condition(resource['Condition']) !== false)
      .map(([logicalId, resource]) => ({ logicalId, resource: resource as TemplateResource }));
  }

  /** Properties of a resource, evaluated. */
  properties(logicalId: string): Readonly<Record<string, unknown>> {
    const resolved = this.resolve(this.input.template.Resources?.[logicalId]?.Properties ?? {});
    return typeof resolved === 'object' && resolved !== null && !(resolved instanceof Unknown) ? (resolved as Record<string, unknown>) : {};
  }

  /** Physical name, or a stand-in for one that CloudFormation would make. */
  nameOf(logicalId: string): unknown {
    const resource = this.input.template.Resources?.[logicalId];
    if (resource === undefined) return new Unknown(`there is no resource ${logicalId}`);
    const property = nameProperty(resource.Type);
    const fixed = property === undefined ? undefined : this.resolve(resource.Properties?.[property]);
    const id = this.input.physicalIds?.get(logicalId);
    // A name that is fixed keeps its case, which SageMaker's ARNs do not.
    if (id !== undefined && typeof fixed !== 'string') return nameOfId(resource.Type, id);
    return physicalName(resource.Type, logicalId, fixed, this.input);
  }

  ref(name: string): unknown {
    if (name.startsWith('AWS::')) return this.pseudo(name);
    return this.once(`Ref ${name}`, () => {
      const parameter = this.input.template.Parameters?.[name];
      if (parameter !== undefined) return this.parameter(name, parameter.Type ?? 'String', parameter.Default);
      const type = this.input.template.Resources?.[name]?.Type;
      return type === undefined ? new Unknown(`there is no ${name}`) : refValue(type, this.nameOf(name), this.input);
    });
  }

  attribute(logicalId: string, attribute: string): unknown {
    return this.once(`${logicalId}.${attribute}`, () => {
      const nested = attribute.startsWith('Outputs.') ? this.input.nested(logicalId) : undefined;
      if (nested !== undefined) return nested.output(attribute.slice('Outputs.'.length));
      const type = this.input.template.Resources?.[logicalId]?.Type;
      return type === undefined
        ? new Unknown(`there is no resource ${logicalId}`)
        : attributeValue(type, attribute, this.nameOf(logicalId), this.input);
    });
  }

  importValue(name: string): unknown {
    return this.once(`import ${name}`, () => this.input.importValue(name));
  }

  mapping(map: string, first: string, second: string): unknown {
    return this.input.template.Mappings?.[map]?.[first]?.[second];
  }

  condition(name: string): boolean | Unknown {
    const value = this.once(`condition ${name}`, () => this.resolve(this.input.template.Conditions?.[name]));
    return typeof value === 'boolean' ? value : value instanceof Unknown ? value : new Unknown(`condition ${name}`);
  }

  output(name: string): unknown {
    const output = this.input.template.Outputs?.[name];
    return output === undefined ? new Unknown(`there is no output ${name}`) : this.resolve(output.Value);
  }

  /** Name and value of every export. */
  exports(): [name: string, value: () => unknown][] {
    return Object.entries(this.input.template.Outputs ?? {}).flatMap(([key, { Export: exported }]): [string, () => unknown][] =>
      exported === undefined ? [] : [[String(this.resolve(exported.Name)), () => this.output(key)]],
    );
  }

  private parameter(name: string, type: string, fallback: unknown): unknown {
    const given = this.input.parameters[name];
    if (given !== undefined) return given();
    if (type.startsWith('AWS::SSM::Parameter')) return new Unknown(`parameter ${name} is read from SSM`);
    if (fallback === undefined) return new Unknown(`parameter ${name} has no default`, type === 'String' ? name : undefined);
    return typeof fallback === 'string' && (type === 'CommaDelimitedList' || type.startsWith('List<')) ? fallback.split(',') : fallback;
  }

  private pseudo(name: string): unknown {
    const { region, account, partition, stackName } = this.input;
    switch (name) {
      case 'AWS::Region':
        return region;
      case 'AWS::AccountId':
        return account;
      case 'AWS::Partition':
        return partition;
      case 'AWS::StackName':
        return stackName;
      case 'AWS::URLSuffix':
        return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
      case 'AWS::StackId':
        return `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/00000000-0000-0000-0000-000000000000`;
      case 'AWS::NoValue':
        return NO_VALUE;
      default:
        return new Unknown(`${name} is not known offline`);
    }
  }

  /** References that lead back to themselves end here. */
  private once(key: string, read: () => unknown): unknown {
    if (this.underway.has(key)) return new Unknown(`${key} refers to itself`);
    this.underway.add(key);
    try {
      return read();
    } finally {
      this.underway.delete(key);
    }
  }
}
