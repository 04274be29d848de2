import { accountRoutes } from './account/account.ts';
import { alertRoutes } from './account/alerts.ts';
import { apiKeyActionRoutes } from './account/apiKeyActions.ts';
import { apiKeyRoutes } from './account/apiKeys.ts';
import { auditRoutes } from './account/audit.ts';
import { quietHoursRoutes } from './account/quietHours.ts';
import { whoamiRoutes } from './account/whoami.ts';
import { eventRoutes } from './audience/events.ts';
import { importJobRoutes } from './audience/importJobs.ts';
import { profileRoutes } from './audience/profiles.ts';
import { segmentEstimateRoutes } from './audience/segmentEstimate.ts';
import { segmentRoutes } from './audience/segments.ts';
import { suppressionRoutes } from './audience/suppressions.ts';
import { campaignActionRoutes } from './campaigns/campaignActions.ts';
import { campaignApprovalRoutes } from './campaigns/campaignApproval.ts';
import { campaignArchiveRoutes } from './campaigns/campaignArchive.ts';
import { campaignDuplicateRoutes } from './campaigns/campaignDuplicate.ts';
import { campaignEditRoutes } from './campaigns/campaignEdits.ts';
import { campaignRoutes } from './campaigns/campaigns.ts';
import { campaignTriggerRoutes } from './campaigns/campaignTrigger.ts';
import { campaignValidationRoutes } from './campaigns/campaignValidation.ts';
import { runRoutes } from './campaigns/runs.ts';
import type { ApiDependencies } from './dependencies.ts';
import { healthRoutes } from './health.ts';
import type { Route } from './http/route.ts';
import { type InboundCallDependencies, inboundCallRoutes } from './inbound/inboundCalls.ts';
import { inboundTextRoutes } from './inbound/inboundTexts.ts';
import { journeyPeopleRoutes } from './journeys/journeyPeople.ts';
import { journeyStartRoutes } from './journeys/journeyStarts.ts';
import { journeyRoutes } from './journeys/journeys.ts';
import { ledgerRoutes } from './messages/ledger.ts';
import { messageRoutes } from './messages/messages.ts';
import { savedMessageRoutes } from './messages/savedMessages.ts';
import { singleMessageRoutes } from './messages/singleMessages.ts';
import { erasureRoutes } from './privacy/erasures.ts';
import { profileExportRoutes } from './privacy/profileExport.ts';
import { providerCheckRoutes } from './providers/providerChecks.ts';
import { providerGroupRoutes } from './providers/providerGroups.ts';
import { providerRoutes } from './providers/providers.ts';
import { type ReceiptDependencies, receiptRoutes } from './providers/receipts.ts';
import { testSmsRoutes } from './providers/testSms.ts';
import { keptInSandbox } from './sandboxKeys.ts';
import { subscriptionListRoutes } from './topics/subscriptionLists.ts';
import { topicRoutes } from './topics/topics.ts';

type RouteDependencies = ApiDependencies & ReceiptDependencies & InboundCallDependencies;

/** Every operation of the API, in the order of the documentation. */
export const apiRoutes = (dependencies: RouteDependencies): Route[] =>
  keptInSandbox(allRoutes(dependencies), dependencies.store);

const allRoutes = (dependencies: RouteDependencies): Route[] => [
  ...profileRoutes(dependencies),
  ...eventRoutes(dependencies),
  ...importJobRoutes(dependencies),
  ...suppressionRoutes(dependencies),
  ...topicRoutes(dependencies),
  ...subscriptionListRoutes(dependencies),
  ...profileExportRoutes(dependencies),
  ...erasureRoutes(dependencies),
  ...segmentRoutes(dependencies),
  ...segmentEstimateRoutes(dependencies),
  ...providerRoutes(dependencies),
  ...providerCheckRoutes(dependencies),
  ...testSmsRoutes(dependencies),
  ...providerGroupRoutes(dependencies),
  ...campaignRoutes(dependencies),
  ...campaignValidationRoutes(dependencies),
  ...campaignEditRoutes(dependencies),
  ...campaignDuplicateRoutes(dependencies),
  ...campaignArchiveRoutes(dependencies),
  ...campaignActionRoutes(dependencies),
  ...campaignApprovalRoutes(dependencies),
  ...campaignTriggerRoutes(dependencies),
  ...savedMessageRoutes(dependencies),
  ...runRoutes(dependencies),
  ...journeyRoutes(dependencies),
  ...journeyStartRoutes(dependencies),
  ...journeyPeopleRoutes(dependencies),
  ...messageRoutes(dependencies),
  ...ledgerRoutes(dependencies),
  ...singleMessageRoutes(dependencies),
  ...inboundTextRoutes(dependencies),
  ...accountRoutes(dependencies),
  ...quietHoursRoutes(),
  ...alertRoutes(dependencies),
  ...apiKeyRoutes(dependencies),
  ...whoamiRoutes(),
  ...apiKeyActionRoutes(dependencies),
  ...auditRoutes(dependencies),
  ...receiptRoutes(dependencies),
  ...inboundCallRoutes(dependencies),
  ...healthRoutes(dependencies),
];
