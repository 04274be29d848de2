import type { JourneyCalls } from '../domain/journeys/calls.ts';
import type { Journey } from '../domain/journeys/journey.ts';
import type { ProviderInput } from '../domain/provider/provider.ts';
import type { Egress } from '../egress/egress.ts';
import type { Logger } from '../logger.ts';
import type { SmsProvider } from '../providers/provider.ts';
import type { Ingestion } from '../store/ingestion/ingestion.ts';
import type { SecretBox } from '../store/secrets.ts';
import type { Store } from '../store/store.ts';
import type { CampaignClient } from '../temporal/campaigns.ts';
import type { ErasureClient } from '../temporal/erasureClient.ts';
import type { ImportClient } from '../temporal/importClient.ts';
import type { LiveClient } from '../temporal/liveClient.ts';
import type { SingleMessageClient } from '../temporal/singleMessageClient.ts';

/** Services and settings that the API is composed of. */
export interface ApiDependencies {
  readonly store: Store;
  /** Takes in what may trigger messages. */
  readonly ingestion: Ingestion;
  readonly campaigns: CampaignClient;
  readonly imports: ImportClient;
  readonly erasures: ErasureClient;
  readonly singleMessages: SingleMessageClient;
  readonly live: LiveClient;
  /** The journeys of this release, and their workflows. */
  readonly journeys: { readonly all: readonly Journey[]; readonly calls: JourneyCalls };
  readonly createProvider: (input: ProviderInput) => SmsProvider;
  /** The built-in provider, for test SMS of sandbox keys. */
  readonly sandbox: SmsProvider;
  /** Which addresses a provider may have. */
  readonly egress: Egress;
  readonly box: SecretBox;
  /** 32 bytes, base64; signs receipt addresses. */
  readonly secretKey: string;
  readonly bootstrapApiKey: string | undefined;
  /** Base of the addresses that providers call; their signatures cover it. */
  readonly publicUrl: string | undefined;
  /** Whether workers can mail alerts. */
  readonly mailIsConfigured: boolean;
  readonly logger: Logger;
  readonly now: () => Date;
}
