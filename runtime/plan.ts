import type { JudgedAlarm } from '../core/alarms/judge.js';
import type { MonitorDocument } from '../core/drift/monitor/document.js';
import type { MonitorSettings } from '../core/drift/monitor/settings.js';
import type { Place } from '../core/errors/index.js';
import type { Mode } from '../core/hosting/mode.js';
import type { StandInEntry } from '../core/service/entry.js';
import type { Template } from '../core/rules/rule.js';
import type { BatchJobPlan } from './pipeline/declared/batch-job-plan.js';
import type { PipelinePlan } from './pipeline/local/pipeline-plan.js';

/** What was synthesized, as far as it can be known offline: the one value that the stages of the runtime hand on. */
export interface Plan {
  /** Absolute path of the cloud assembly. */
  readonly directory: string;
  readonly stacks: readonly StackPlan[];
  readonly services: readonly ServicePlan[];
  /** Endpoints that cannot be played; their alarms are still looked at. */
  readonly unserved: readonly UnservedPlan[];
  /** Batch deployments: a state machine that runs, ends and runs again. */
  readonly batches: readonly BatchJobPlan[];
  /** Data pipelines. */
  readonly pipelines: readonly PipelinePlan[];
  readonly alarms: readonly AlarmDeclaration[];
  /** EventBridge rules that pass on an alarm's change to ALARM. */
  readonly stateRules: readonly StateRule[];
  /** EventBridge rules that pass on what becomes of an endpoint's update. */
  readonly updateRules: readonly UpdateRule[];
  /** What was met and cannot be reproduced here, by name. */
  readonly refusals: readonly Refusal[];
  /** What `slipway.json` accepts, by id of an alarm, or of a deployment and a fault. */
  readonly allow: readonly Allowance[];
}

/** Something that a rehearsal found and somebody knows of. */
export interface Allowance {
  /** Path, name or logical id of an alarm, `<path of a deployment> <fault>`, or a fault in every deployment. */
  readonly id: string;
  readonly reason: string;
}

export interface StackPlan {
  /** Construct path, `local/Spam`. */
  readonly path: string;
  readonly stackName: string;
  /** Path of the enclosing Stage, '' at the top. */
  readonly stage: string;
  readonly account: string;
  readonly region: string;
  readonly template: Template;
}

/** One endpoint that answers calls. */
export interface ServicePlan {
  /** Construct path of the endpoint, or of the deployment around it where our own construct says so. */
  readonly path: string;
  readonly stack: string;
  readonly stage: string;
  readonly place: Place;
  readonly mode: Mode;
  readonly endpointName: string;
  /** Of its configuration, as far as it is known. */
  readonly configName?: string;
  readonly region: string;
  readonly account: string;
  readonly variants: readonly VariantPlan[];
  readonly shadow?: VariantPlan;
  readonly capture?: CapturePlan;
  readonly latencyMillis?: number;
  readonly traffic?: { readonly perMinute: number; readonly quietestPerMinute: number };
  /** File of what callers send, a request a line, where the model's folder does not hold it. */
  readonly samples?: string;
  readonly covers: Coverage;
  /** What watches its rows; absent where nothing does. */
  readonly monitor?: MonitorPlan;
  /** How a new version takes the place of the old one; absent where nothing is said, and then it does so at once and unwatched. */
  readonly release?: ReleasePlan;
}

/** How an endpoint is updated: its DeploymentConfig. */
export interface ReleasePlan {
  /** Logical ids of the endpoint and its configuration, in whose stacks the rules of updates speak of it. */
  readonly declaredBy: readonly string[];
  readonly routing: Routing;
  /** What moves first, or with each step or batch; absent where all moves at once. */
  readonly part?: FleetPart;
  /** How long each part is watched before more follows, seconds. */
  readonly bakeSeconds: number;
  /** How long the old fleet stays once all traffic has moved, seconds; 0 of a rolling update, which has no second fleet. */
  readonly lastBakeSeconds: number;
  /** After which the update is given up, seconds. */
  readonly timeoutSeconds?: number;
  /** Of a rolling update: what goes back at a time; absent where a whole old fleet is started and takes over. */
  readonly rollbackPart?: FleetPart;
  /** Names of the alarms that can stop it. */
  readonly alarms: readonly string[];
  /** Why SageMaker does not do what is declared, in silence. */
  readonly overruled?: string;
}

export type Routing = 'all at once' | 'canary' | 'linear' | 'rolling';

/** A part of a variant's instances: a share of them, above 0 to 1, or so many. */
export type FleetPart = { readonly share: number } | { readonly instances: number };

/** A drift monitor, as its function is told in the environment. */
export interface MonitorPlan {
  readonly settings: MonitorSettings;
  readonly document: MonitorDocument;
  /** Tasks for which a schedule that is switched on calls it. */
  readonly scheduled: readonly string[];
}

/** Of which troubles a blind spot counts against a deployment. */
export interface Coverage {
  readonly troubles: 'all' | readonly string[];
  /** Why none does, where somebody wrote it down. */
  readonly because?: string;
}

/** An endpoint that is declared and cannot be played. */
export interface UnservedPlan {
  readonly path: string;
  readonly stack: string;
  readonly stage: string;
  readonly place: Place;
  readonly mode: Mode;
  /** As far as it is known. */
  readonly endpointName: string;
  readonly variantNames: readonly string[];
  readonly latencyMillis?: number;
  readonly traffic?: { readonly perMinute: number; readonly quietestPerMinute: number };
  /** What is in the way, one sentence. */
  readonly reason: string;
  /** Whether a stand-in is all that it lacks. */
  readonly standInPlays: boolean;
}

export interface VariantPlan {
  readonly name: string;
  /** Not normalised; the share is weight ÷ sum of weights. */
  readonly weight: number;
  readonly instanceType?: string;
  readonly instances: number;
  readonly containers: readonly ContainerPlan[];
  /** Where its count of instances follows the traffic. */
  readonly scaling?: ScalingPlan;
  /** How long SageMaker waits for its containers to come up, seconds, where it is said. */
  readonly startTimeoutSeconds?: number;
}

/** How Application Auto Scaling changes the number of instances, as far as it can be followed on a simulated clock. */
export interface ScalingPlan {
  readonly min: number;
  readonly max: number;
  readonly tracking: readonly TrackingPlan[];
  readonly steps: readonly StepsPlan[];
  readonly scheduled: readonly ScheduledPlan[];
}

/** A metric of a minute that a simulation knows. */
export interface FollowedMetric {
  readonly name: 'Invocations' | 'InvocationsPerInstance' | 'ConcurrentRequestsPerModel' | 'CPUUtilization' | 'MemoryUtilization';
  readonly statistic: 'Average' | 'Sum' | 'Minimum' | 'Maximum';
}

/** A metric that is kept near a target. */
export interface TrackingPlan {
  readonly metric: FollowedMetric;
  readonly target: number;
  /** Where the policy says it, minutes. */
  readonly outCooldown?: number;
  readonly inCooldown?: number;
}

/** Steps that an alarm starts. */
export interface StepsPlan {
  readonly metric: FollowedMetric;
  readonly alarm: JudgedAlarm;
  /** Length of one period of the alarm. */
  readonly periodMinutes: number;
  readonly adjustment: 'ChangeInCapacity' | 'PercentChangeInCapacity' | 'ExactCapacity';
  /** Bounds are from the alarm's threshold; an open end is infinite. */
  readonly steps: readonly { readonly lower: number; readonly upper: number; readonly change: number }[];
  readonly least: number;
  /** Minutes. */
  readonly cooldown: number;
}

/** Other bounds from a time of the week on. */
export interface ScheduledPlan {
  /** The six fields of AWS's cron expression, without `cron(…)`. */
  readonly cron: string;
  readonly timeZone: string;
  readonly min?: number;
  readonly max?: number;
}

/** What starts a state machine or a function again and again: a schedule of EventBridge Scheduler that is switched on. */
export interface SchedulePlan {
  /** `cron(30 4 * * ? *)`, `rate(5 minutes)`. */
  readonly expression: string;
  readonly timeZone: string;
  /** ARN of what it starts. */
  readonly target: string;
  /** Handed to the target; `<aws.scheduler.scheduled-time>` in it is the time at which it was due. */
  readonly input: string;
  /** ARN of the queue that takes what could not be delivered. */
  readonly deadLetters?: string;
}

/** What starts a state machine whenever an object is written: an EventBridge rule that is switched on. */
export interface ObjectRulePlan {
  /** ARN of what it starts. */
  readonly target: string;
  readonly bucket: string;
  /** Key of the object, `*` for anything. */
  readonly key: string;
  /** ARN of the queue that takes what could not be delivered. */
  readonly deadLetters?: string;
}

/** One container, or why it cannot be played. */
export type ReadContainer = { readonly ok: true; readonly container: ContainerPlan } | ({ readonly ok: false } & NotPlayed);

/** What is in the way of playing something. */
export interface NotPlayed {
  readonly what: string;
  readonly reason: string;
  /** Whether a stand-in is all that it lacks. */
  readonly standInPlays?: true;
}

export interface ContainerPlan {
  readonly hostname?: string;
  readonly image: string;
  /** True where the image is this package's own model server. */
  readonly ours: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute folder with the unpacked model, where the assembly holds it. */
  readonly modelFolder?: string;
  /** What was declared instead, where the assembly does not hold it. */
  readonly modelDataUrl?: string;
  readonly digest?: string;
  readonly standIn?: StandInEntry;
}

export interface CapturePlan {
  /** Percent of requests, 0 to 100. */
  readonly sampling: number;
  /** `s3://bucket/prefix` as far as resolved. */
  readonly destination: string;
  readonly input: boolean;
  readonly output: boolean;
  readonly csvContentTypes: readonly string[];
  readonly jsonContentTypes: readonly string[];
}

export interface AlarmDeclaration {
  readonly path: string;
  readonly logicalId: string;
  readonly stack: string;
  readonly place: Place;
  readonly kind: 'metric' | 'composite';
  readonly name: string;
  readonly description: string;
  /** Properties with every intrinsic resolved that can be known offline. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** An EventBridge rule on alarms that change to ALARM, with a target and switched on. */
export interface StateRule {
  readonly stage: string;
  readonly place: Place;
  /** Names of alarms that it lets through; absent where all. */
  readonly names?: readonly Matcher[];
  /** ARNs of alarms that it lets through; absent where all. */
  readonly resources?: readonly Matcher[];
}

/** An EventBridge rule on endpoints whose update is rolled back, with a target and switched on. */
export interface UpdateRule {
  readonly stage: string;
  readonly stack: string;
  readonly path: string;
  readonly logicalId: string;
  readonly place: Place;
  /** Number of its targets. */
  readonly targets: number;
  /** Names of endpoints that it lets through; absent where all. */
  readonly endpoints?: readonly Matcher[];
}

export interface Matcher {
  readonly equals?: string;
  readonly prefix?: string;
}

export interface Refusal {
  readonly path: string;
  readonly place: Place;
  /** `serverless endpoint`, `Fn::Transform`. */
  readonly what: string;
  readonly reason: string;
}
