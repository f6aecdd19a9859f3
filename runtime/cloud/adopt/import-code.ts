import { DAYS_MEASURED, type FoundEndpoint } from './found-endpoint.js';
import { classNameOf, where } from './names.js';
import { inline, quoted, SourceCode } from './source-code.js';

const DEFAULT_VARIANT = 'AllTraffic';

/** Code that leaves an endpoint as it is and watches it: the import, the standard alarms, who is told. */
export function importCode(
  found: FoundEndpoint,
  latencyMillis: number | undefined,
): { readonly code: string; readonly unsaid: readonly string[] } {
  const code = new SourceCode();
  const { endpoint, config, region, account, scaling, slowest, alarms } = found;
  const name = endpoint.EndpointName ?? '';
  code.say(`// Who is told; each address has to confirm once.`);
  code.say(`const oncall = new ${code.own('NotificationTopic')}(this, 'Oncall', { emails: [] });`);
  const variants = config.ProductionVariants ?? [];
  const several = variants.length > 1;
  for (const { VariantName: variant = DEFAULT_VARIANT, InstanceType, InitialInstanceCount } of variants) {
    const least =
      scaling.get(variant)?.target.MinCapacity ??
      endpoint.ProductionVariants?.find((each) => each.VariantName === variant)?.DesiredInstanceCount ??
      InitialInstanceCount;
    const service = several ? `of${classNameOf(variant)}` : 'service';
    const id = (text: string): string => quoted(several ? `${classNameOf(variant)}${text}` : text);
    const attributes = inline([
      ['endpointName', quoted(name)],
      ['variantName', variant === DEFAULT_VARIANT ? undefined : quoted(variant)],
      ['instanceTypeName', InstanceType === undefined ? undefined : quoted(InstanceType)],
      ['minimumInstances', least === undefined || least < 1 ? undefined : String(least)],
    ]);
    code.say('');
    code.say(`const ${service} = ${code.own('RealtimeEndpoint')}.fromEndpointAttributes(this, ${id('Endpoint')}, ${attributes});`);
    const watch = several ? `alarmsOf${classNameOf(variant)}` : 'alarms';
    const scope = several ? `new ${code.name('constructs', 'Construct')}(this, ${id('Watch')})` : 'this';
    code.say(
      `const ${watch} = ${code.own('AlarmPlan')}.standard().bind(${scope}, ${inline([
        ['service', service],
        ['page', 'oncall.asAlarmAction()'],
        ['ticket', 'oncall.asAlarmAction()'],
      ])});`,
    );
    latency(code, { variant, service, id: id('Latency'), given: latencyMillis, measured: slowest.get(variant) });
    code.say(
      `new ${code.own('ServiceDashboard')}(this, ${id('Dashboard')}, ${inline([
        ['service', service],
        ['alarms', watch],
      ])});`,
    );
    if (variant === variants[0]?.VariantName)
      code.say(
        `new ${code.own('RollbackNotice')}(this, 'RollbackNotice', ${inline([
          ['service', service],
          ['notify', 'oncall.topic'],
        ])});`,
      );
  }
  if (alarms.length > 0) code.leaveOut(`alarms that watch it already and stay as they are: ${alarms.join(', ')}`);
  const text = code.text({
    className: `${classNameOf(name)}Watch`,
    about: [`Watches the endpoint ${where(found)}, and changes nothing of it.`],
    environment: inline([
      ['account', quoted(account)],
      ['region', quoted(region)],
    ]),
  });
  return { code: text, unsaid: code.unsaid };
}

/** A bar is what callers need; where nobody said it, what was measured is a place to begin. */
function latency(
  code: SourceCode,
  {
    variant,
    service,
    id,
    given,
    measured,
  }: {
    readonly variant: string;
    readonly service: string;
    readonly id: string;
    readonly given: number | undefined;
    readonly measured: number | undefined;
  },
): void {
  const bar = given ?? (measured === undefined ? undefined : barOver(measured));
  if (bar === undefined) {
    code.leaveOut(
      `a latency alarm on variant ${variant}: it had no requests in the last ${DAYS_MEASURED} days, and nobody promised a time; give --latency 200 (milliseconds)`,
    );
    return;
  }
  if (given === undefined)
    code.say(`// Twice the p99 of the worst hour in ${DAYS_MEASURED} days, ${Math.ceil(measured ?? 0)} ms; put in what callers need.`);
  code.say(
    `new ${code.own('LatencyAlarm')}(this, ${id}, ${inline([
      ['service', service],
      ['below', `${code.name('aws-cdk-lib', 'Duration')}.millis(${bar})`],
      ['notify', 'oncall.asAlarmAction()'],
    ])});`,
  );
}

/** Twice what was seen, in two digits: below it every busy hour would ring. */
export function barOver(measuredMillis: number): number {
  return Math.max(1, Number((2 * Math.ceil(measuredMillis)).toPrecision(2)));
}
