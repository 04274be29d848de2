import { accountRoutes } from './account.ts';
import { alertRoutes } from './alerts.ts';
import { apiKeyRoutes } from './apiKeys.ts';
import { campaignActionRoutes } from './campaignActions.ts';
import { campaignApprovalRoutes } from './campaignApproval.ts';
import { campaignEditRoutes } from './campaignEdits.ts';
import { campaignRoutes } from './campaigns.ts';
import { campaignValidationRoutes } from './campaignValidation.ts';
import type { ApiDependencies } from './dependencies.ts';
import { eventRoutes } from './events.ts';
import { healthRoutes } from './health.ts';
import type { Route } from './http/route.ts';
import { messageRoutes } from './messages.ts';
import { profileRoutes } from './profiles.ts';
import { providerCheckRoutes } from './providerChecks.ts';
import { providerGroupRoutes } from './providerGroups.ts';
import { providerRoutes } from './providers.ts';
import type { ReceiptReaders } from './receiptReaders.ts';
import { receiptRoutes } from './receipts.ts';
import { runRoutes } from './runs.ts';
import { segmentEstimateRoutes } from './segmentEstimate.ts';
import { segmentRoutes } from './segments.ts';

/** Every operation of the API, in the order of the documentation. */
export const apiRoutes = (dependencies: ApiDependencies & { readonly readers: ReceiptReaders }): Route[] => [
  ...profileRoutes(dependencies),
  ...eventRoutes(dependencies),
  ...segmentRoutes(dependencies),
  ...segmentEstimateRoutes(dependencies),
  ...providerRoutes(dependencies),
  ...providerCheckRoutes(dependencies),
  ...providerGroupRoutes(dependencies),
  ...campaignRoutes(dependencies),
  ...campaignValidationRoutes(dependencies),
  ...campaignEditRoutes(dependencies),
  ...campaignActionRoutes(dependencies),
  ...campaignApprovalRoutes(dependencies),
  ...runRoutes(dependencies),
  ...messageRoutes(dependencies),
  ...accountRoutes(dependencies),
  ...alertRoutes(dependencies),
  ...apiKeyRoutes(dependencies),
  ...receiptRoutes(dependencies),
  ...healthRoutes(dependencies),
];
