import { CfnElement, CfnResource, type Stack } from 'aws-cdk-lib';
import type { Template, TemplateResource } from '../../core/rules/index.js';

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * The template as it will be written, each resource rendered when a rule first looks at it: rules pass over most of what a stack holds by
 * its type, and rendering all of it takes as long as writing it.
 */
export function templateOf(stack: Stack): Template {
  const template: Record<string, Record<string, unknown>> = {};
  for (const element of stack.node.findAll()) {
    if (!CfnElement.isCfnElement(element) || element.stack !== stack) continue;
    const fragment = element._toCloudFormation();
    const sections = CfnResource.isCfnResource(element) ? lazily(element, fragment) : (stack.resolve(fragment) as Sections);
    for (const [section, entries] of Object.entries(sections)) Object.assign((template[section] ??= {}), entries);
  }
  return template;
}

/** Nothing where the resource is one that is not written. */
function lazily(element: CfnResource, fragment: object): Sections {
  if (!('Resources' in fragment)) return {};
  return { Resources: { [element.stack.resolve(element.logicalId) as string]: new LazyResource(element, fragment) } };
}

/** A resource whose type is known at once, and whose rest is rendered on demand. */
class LazyResource implements TemplateResource {
  private resource: TemplateResource | undefined;

  constructor(
    private readonly element: CfnResource,
    private readonly fragment: object,
  ) {}

  get Type(): string {
    return overridesType(this.element) ? this.rendered.Type : this.element.cfnResourceType;
  }

  get Properties(): TemplateResource['Properties'] {
    return this.rendered.Properties;
  }

  get Condition(): TemplateResource['Condition'] {
    return this.rendered.Condition;
  }

  get DependsOn(): TemplateResource['DependsOn'] {
    return this.rendered.DependsOn;
  }

  get Metadata(): TemplateResource['Metadata'] {
    return this.rendered.Metadata;
  }

  private get rendered(): TemplateResource {
    this.resource ??= Object.values(this.element.stack.resolve(this.fragment).Resources)[0] as TemplateResource;
    return this.resource;
  }
}

/** `addOverride('Type', …)`; CDK keeps what was overridden to itself. */
function overridesType(element: CfnResource): boolean {
  const { rawOverrides } = element as unknown as { rawOverrides?: object };
  return rawOverrides !== undefined && 'Type' in rawOverrides;
}
