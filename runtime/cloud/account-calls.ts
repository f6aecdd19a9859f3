import { SlipwayError } from '../../core/errors/index.js';
import { accountError } from './account-error.js';
import type { AwsService } from './aws-service.js';

export interface AccountOptions {
  /** Default: the region of the environment or the profile. */
  readonly region?: string;
  readonly signal?: AbortSignal;
  /** How often a call is made that fails for the moment. Default: 5. */
  readonly attempts?: number;
}

const ATTEMPTS = 5;

/** What the clients of the AWS SDK have in common. */
interface AnyClient {
  readonly config: { readonly region: () => Promise<string> };
  destroy(): void;
}

/** A client of one service, ready to be asked. */
export interface OpenedClient<Sdk, Client> {
  readonly sdk: Sdk;
  readonly client: Client;
  readonly calls: AccountCalls;
}

/** Loads the SDK's client for a service and finds out which region it asks; what is missing for that is said. */
export async function openClient<Sdk, Client extends AnyClient>(
  service: AwsService,
  load: () => Promise<Sdk>,
  make: (sdk: Sdk, config: { region?: string; maxAttempts: number }) => Client,
  { region, signal, attempts = ATTEMPTS }: AccountOptions,
): Promise<OpenedClient<Sdk, Client>> {
  const sdk = await loaded(service, load);
  const client = make(sdk, { ...(region === undefined ? {} : { region }), maxAttempts: attempts });
  const known = await client.config.region().catch((failure: unknown) => {
    throw accountError(failure, 'nothing', region, service);
  });
  return { sdk, client, calls: new AccountCalls(service, known, signal) };
}

async function loaded<Sdk>(service: AwsService, load: () => Promise<Sdk>): Promise<Sdk> {
  try {
    return await load();
  } catch (cause) {
    throw new SlipwayError(
      'sdk-missing',
      `asking ${service.name} needs the package ${service.package}, which is not installed; run: npm i -D ${service.package}`,
      {},
      { cause },
    );
  }
}

/** Calls of one service in one region; what goes wrong is said in terms of what the caller can do. */
export class AccountCalls {
  constructor(
    readonly service: AwsService,
    readonly region: string,
    readonly signal: AbortSignal | undefined,
  ) {}

  /** What goes with a command that is sent. */
  get options(): { abortSignal?: AbortSignal } {
    return this.signal === undefined ? {} : { abortSignal: this.signal };
  }

  /** One call. */
  async once<Answer>(action: string, send: () => Promise<Answer>): Promise<Answer> {
    this.signal?.throwIfAborted();
    try {
      return await send();
    } catch (failure) {
      throw accountError(failure, action, this.region, this.service);
    }
  }

  /** One call that may find nothing, which AWS answers with an error. */
  async find<Answer>(action: string, nothing: RegExp, send: () => Promise<Answer>): Promise<Answer | undefined> {
    return await this.once(action, async () => {
      try {
        return await send();
      } catch (failure) {
        if (failure instanceof Error && nothing.test(failure.message)) return undefined;
        throw failure;
      }
    });
  }

  /** Every page, or as many as are asked for. */
  async pages<Item>(
    action: string,
    page: (token?: string) => Promise<{ items: readonly Item[]; next?: string }>,
    enough: (items: readonly Item[]) => boolean = () => false,
  ): Promise<Item[]> {
    const items: Item[] = [];
    let token: string | undefined;
    do {
      const answer = await this.once(action, async () => await page(token));
      items.push(...answer.items);
      token = answer.next;
    } while (token !== undefined && token !== '' && !enough(items));
    return items;
  }
}
