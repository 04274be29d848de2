import { defineSearchAttributeKey } from '@temporalio/common';

/** Attributes by which the Web UI's list of workflows can be filtered. Temporal stores them unencrypted, so they hold only ids and states. */
export const campaignIdAttribute = defineSearchAttributeKey('HeraldCampaignId', 'KEYWORD');
export const statusAttribute = defineSearchAttributeKey('HeraldStatus', 'KEYWORD');
export const campaignTypeAttribute = defineSearchAttributeKey('HeraldCampaignType', 'KEYWORD');

export const SEARCH_ATTRIBUTES = [campaignIdAttribute, statusAttribute, campaignTypeAttribute] as const;
