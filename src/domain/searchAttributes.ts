import { defineSearchAttributeKey } from '@temporalio/common';

/** What the Web UI's list of workflows shows and is filtered by. Temporal stores them in the clear: names, ids and states only. */
export const campaignIdAttribute = defineSearchAttributeKey('HeraldCampaignId', 'KEYWORD');
export const campaignNameAttribute = defineSearchAttributeKey('HeraldCampaignName', 'KEYWORD');
export const campaignTypeAttribute = defineSearchAttributeKey('HeraldCampaignType', 'KEYWORD');
export const statusAttribute = defineSearchAttributeKey('HeraldStatus', 'KEYWORD');
export const nextRunAttribute = defineSearchAttributeKey('HeraldNextRun', 'DATETIME');
export const waitReasonAttribute = defineSearchAttributeKey('HeraldWaitReason', 'KEYWORD');

export const SEARCH_ATTRIBUTES = [
  campaignIdAttribute,
  campaignNameAttribute,
  campaignTypeAttribute,
  statusAttribute,
  nextRunAttribute,
  waitReasonAttribute,
] as const;
