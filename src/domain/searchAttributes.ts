import { defineSearchAttributeKey } from '@temporalio/common';

/**
 * Attributes that the Web UI's list of workflows shows, and by which it can be filtered. Temporal stores them unencrypted, so they hold only
 * names, ids and states.
 */
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
