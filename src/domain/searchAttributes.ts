import { defineSearchAttributeKey } from '@temporalio/common';

/** What the Web UI's list of workflows can be filtered by. Stored in the clear by Temporal: ids and states only. */
export const campaignIdAttribute = defineSearchAttributeKey('HeraldCampaignId', 'KEYWORD');
export const statusAttribute = defineSearchAttributeKey('HeraldStatus', 'KEYWORD');
export const campaignTypeAttribute = defineSearchAttributeKey('HeraldCampaignType', 'KEYWORD');

export const SEARCH_ATTRIBUTES = [campaignIdAttribute, statusAttribute, campaignTypeAttribute] as const;
