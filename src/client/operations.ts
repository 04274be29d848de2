// @ts-nocheck
/**
 * DO NOT MODIFY - This file has been generated using oazapfts.
 * See https://www.npmjs.com/package/oazapfts
 */
import * as Oazapfts from "@oazapfts/runtime";
import * as QS from "@oazapfts/runtime/query";
export type ProfileInput = {
    /** the caller's own id of the person: 1 to 128 printable ASCII characters */
    id: string;
    /** a phone in any notation, kept as it is given; null removes it */
    phone?: (string | null) | undefined;
    /** IANA time zone, such as Europe/Paris; null removes it */
    timeZone?: (string | null) | undefined;
    /** a language tag, such as en or fr-CA; null removes it */
    language?: (string | null) | undefined;
    /** true puts the number on the suppression list; false opts nobody in unless optInReason is given */
    optedOut?: boolean | undefined;
    /** properties to set, by name, at most 256; null removes one, and those that are left out stay */
    properties?: {
        [key: string]: unknown;
    } | undefined;
};
export type WrittenProfile = {
    /** the caller's own id of the person */
    id: string;
    /** the phone as it was given */
    phone: string | null;
    /** the phone as E.164; null when it is not possible for its country */
    "number": string | null;
    /** why the phone has no usable number: no_number; several (two numbers, or something after the number); rounded by a spreadsheet; no_country_code; not_possible for its country; ambiguous with the default country */
    numberProblem: ("no_number" | "several" | "rounded" | "no_country_code" | "not_possible" | "ambiguous") | null;
    /** country of the number, ISO 3166-1 alpha-2 */
    country: string | null;
    /** IANA time zone; null: not known */
    timeZone: string | null;
    /** a language tag, such as en or fr-CA; null: not known */
    language: string | null;
    /** whether the number gets no messages, whoever opted it out, or the profile opted out before it had a number */
    optedOut: boolean;
    /** whether messages can be sent; opted_out takes precedence over no_usable_number */
    reachability: "reachable" | "opted_out" | "no_usable_number";
    /** what is known of the person, by name */
    properties: {
        [key: string]: string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        } | string[];
    };
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
    /** the profile had all of it before */
    unchanged?: true | undefined;
    /** a phone that is no usable number, a property that was left out, an id that another event has, optedOut: false for a profile that stays opted out */
    notes?: {
        /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
        field: string;
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[] | undefined;
};
export type Profile = {
    /** the caller's own id of the person */
    id: string;
    /** the phone as it was given */
    phone: string | null;
    /** the phone as E.164; null when it is not possible for its country */
    "number": string | null;
    /** why the phone has no usable number: no_number; several (two numbers, or something after the number); rounded by a spreadsheet; no_country_code; not_possible for its country; ambiguous with the default country */
    numberProblem: ("no_number" | "several" | "rounded" | "no_country_code" | "not_possible" | "ambiguous") | null;
    /** country of the number, ISO 3166-1 alpha-2 */
    country: string | null;
    /** IANA time zone; null: not known */
    timeZone: string | null;
    /** a language tag, such as en or fr-CA; null: not known */
    language: string | null;
    /** whether the number gets no messages, whoever opted it out, or the profile opted out before it had a number */
    optedOut: boolean;
    /** whether messages can be sent; opted_out takes precedence over no_usable_number */
    reachability: "reachable" | "opted_out" | "no_usable_number";
    /** what is known of the person, by name */
    properties: {
        [key: string]: string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        } | string[];
    };
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
};
export type Bulk = {
    /** 1 to 1,000 profiles or events, each as the body of the call for a single one */
    items: unknown[];
};
export type BulkOutcome = {
    /** items that are stored */
    accepted: number;
    /** of the accepted items, those whose profile had all of it before */
    unchanged: number;
    /** events whose id the profile had already; nothing changed */
    known: number;
    /** items that were not stored; `outcomes` says why */
    rejected: number;
    /** items, not rejected, whose phone is no usable number */
    withoutNumber: number;
    /** items, not rejected, without a property that can’t be stored */
    incomplete: number;
    /** rows or items, not rejected, that do not opt their profile out, but it is: its number is on the suppression list, or it opted out before it had one */
    stillOptedOut: number;
    /** one for each item, in the order of the items */
    outcomes: {
        /** position of the item, from 0 */
        index: number;
        /** unchanged: the profile had all of it before; known: the profile had an event of this name and id, or a trigger of this key */
        outcome: "accepted" | "unchanged" | "known" | "rejected";
        /** why it was rejected */
        problems?: {
            /** a JSON pointer into the body (/what/template), or a parameter or header (query: limit) */
            field: string;
            /** why it is refused; not_accepted: for a reason that no schema can express, such as an id of nothing */
            code: "required" | "unknown_field" | "wrong_type" | "not_one_of" | "out_of_range" | "wrong_format" | "not_accepted" | "erased";
            /** the value that was given; only its shape when it may be secret or personal */
            got: string;
            /** the expected value */
            wanted: string;
        }[] | undefined;
        /** a phone that is no usable number, a property that was left out, an id that another event has, optedOut: false for a profile that stays opted out */
        notes?: {
            /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
            field: string;
            /** the value that was given; only its shape when it may be secret or personal */
            got: string;
            /** the expected value */
            wanted: string;
        }[] | undefined;
    }[];
};
export type ImportOutcome = {
    /** rows that were read, the header aside: accepted, known and rejected */
    received: number;
    /** rows that are stored */
    accepted: number;
    /** of the accepted rows, those whose profile had all of it before */
    unchanged: number;
    /** events whose id the profile had already; nothing changed, and `notes` names those that had other content */
    known: number;
    /** rows that were not stored; `problems` says why */
    rejected: number;
    /** rows, not rejected, whose phone is no usable number; `notes` says why */
    withoutNumber: number;
    /** rows, not rejected, without a property that can’t be stored; `notes` names it */
    incomplete: number;
    /** rows or items, not rejected, that do not opt their profile out, but it is: its number is on the suppression list, or it opted out before it had one */
    stillOptedOut: number;
    /** what was wrong with the first 100 rejected rows; lines count from 1 */
    problems: {
        /** line of the file, from 1 */
        line: number;
        /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
        field: string;
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[];
    /** what is worth knowing of rows that were not rejected, and of columns, such as numbers that are stored as texts; the first 100 */
    notes: {
        /** line of the file, from 1 */
        line: number;
        /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
        field: string;
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[];
    /** false: the file ends inside a quoted cell, as one does that was cut off */
    complete: boolean;
};
export type ProfileChanges = {
    /** a phone in any notation, kept as it is given; null removes it */
    phone?: (string | null) | undefined;
    /** IANA time zone, such as Europe/Paris; null removes it */
    timeZone?: (string | null) | undefined;
    /** a language tag, such as en or fr-CA; null removes it */
    language?: (string | null) | undefined;
    /** true puts the number on the suppression list; false opts nobody in unless optInReason is given */
    optedOut?: boolean | undefined;
    /** properties to set, by name, at most 256; null removes one, and those that are left out stay */
    properties?: {
        [key: string]: unknown;
    } | undefined;
};
export type OptOutInput = {
    optedOut: true;
    /** what the person said, or why; kept with the suppression */
    reason?: string | undefined;
} | {
    optedOut: boolean;
    /** how the person opted in again; kept with the suppression that ends */
    reason: string;
};
export type EventInput = {
    /** an event of the profile with the same name and id is stored once; left out or null: Herald makes an id */
    id?: (string | null) | undefined;
    /** id of the profile that did it */
    profileId: string;
    /** such as purchase; 1 to 128 characters */
    name: string;
    /** when it happened; left out or null: when Herald receives it */
    at?: ((string) | null) | undefined;
    /** details of the event, by name, at most 256; null is absent */
    properties?: ({
        [key: string]: unknown;
    } | null) | undefined;
};
export type RecordedEvent = {
    /** as it was given, or made by Herald */
    id: string;
    /** true: the profile had an event of this name and id already, and nothing changed */
    known: boolean;
    /** a phone that is no usable number, a property that was left out, an id that another event has, optedOut: false for a profile that stays opted out */
    notes?: {
        /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
        field: string;
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[] | undefined;
};
export type Event = {
    /** as it was given, or made by Herald */
    id: string;
    /** id of the profile that did it */
    profileId: string;
    /** such as purchase */
    name: string;
    /** when it happened */
    at: string;
    /** details of the event, by name */
    properties: {
        [key: string]: string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        } | string[];
    };
};
export type Import = {
    /** made by Herald */
    importId: string;
    /** what the rows are */
    kind: "profiles" | "events";
    /** failed: the file or the mapping is wrong as a whole, which `error` says, and nothing was stored */
    status: "waiting" | "running" | "completed" | "failed";
    /** size of the file */
    bytes: number;
    /** rows that were read, the header aside: accepted, known and rejected */
    received: number;
    /** rows that are stored */
    accepted: number;
    /** of the accepted rows, those whose profile had all of it before */
    unchanged: number;
    /** events whose id the profile had already; nothing changed, and `notes` names those that had other content */
    known: number;
    /** rows that were not stored; `problems` says why */
    rejected: number;
    /** rows, not rejected, whose phone is no usable number; `notes` says why */
    withoutNumber: number;
    /** rows, not rejected, without a property that can’t be stored; `notes` names it */
    incomplete: number;
    /** rows or items, not rejected, that do not opt their profile out, but it is: its number is on the suppression list, or it opted out before it had one */
    stillOptedOut: number;
    /** what was wrong with the first 100 rejected rows; lines count from 1 */
    problems: {
        /** line of the file, from 1 */
        line: number;
        /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
        field: string;
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[];
    /** what is worth knowing of rows that were not rejected, and of columns, such as numbers that are stored as texts; the first 100 */
    notes: {
        /** line of the file, from 1 */
        line: number;
        /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
        field: string;
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[];
    /** false: the file ends inside a quoted cell, as one does that was cut off */
    complete: boolean;
    /** what is wrong with the file or the mapping; null unless it failed */
    error: {
        /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
        field: string;
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    } | null;
    /** when the file had arrived */
    createdAt: string;
    /** when the counts were last changed */
    updatedAt: string;
    /** null: it is waiting or running */
    finishedAt: string | null;
};
export type RefusedRow = {
    /** line of the file, from 1 */
    line: number;
    /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
    field: string;
    /** the value that was given; only its shape when it may be secret or personal */
    got: string;
    /** the expected value */
    wanted: string;
    /** the row as it is in the file; at most 10,000 characters of it */
    row: string;
};
export type SuppressionEntry = {
    /** the number (E.164) */
    "number": string;
    /** how the opt-out came: api; import (a file of profiles); stop (an inbound text); carrier (a provider refused a message, because the recipient had opted out there) */
    source: "api" | "import" | "stop" | "carrier";
    /** when the number was suppressed */
    at: string;
    /** the inbound text, the reason that the caller gave, or the provider's code */
    wording: string | null;
    /** the provider through which the opt-out came */
    providerId: string | null;
    /** the profile through which the opt-out came */
    profileId: string | null;
    /** the API key through which the opt-out came */
    keyId: string | null;
};
export type SuppressInput = {
    /** the number with its country code, such as +447700900001 */
    "number": string;
    /** what the person said, or why; kept as the wording */
    reason?: string | undefined;
};
export type Suppression = {
    /** the number (E.164) */
    "number": string;
    /** whether the number gets no messages */
    suppressed: boolean;
    /** the opt-out that holds; null: the number is not suppressed */
    current: {
        /** how the opt-out came: api; import (a file of profiles); stop (an inbound text); carrier (a provider refused a message, because the recipient had opted out there) */
        source: "api" | "import" | "stop" | "carrier";
        /** when the number was suppressed */
        at: string;
        /** the inbound text, the reason that the caller gave, or the provider's code */
        wording: string | null;
        /** the provider through which the opt-out came */
        providerId: string | null;
        /** the profile through which the opt-out came */
        profileId: string | null;
        /** the API key through which the opt-out came */
        keyId: string | null;
    } | null;
    /** opt-outs that hold no longer, the oldest first; the last 100 */
    lifted: {
        /** how the opt-out came: api; import (a file of profiles); stop (an inbound text); carrier (a provider refused a message, because the recipient had opted out there) */
        source: "api" | "import" | "stop" | "carrier";
        /** when the number was suppressed */
        at: string;
        /** the inbound text, the reason that the caller gave, or the provider's code */
        wording: string | null;
        /** the provider through which the opt-out came */
        providerId: string | null;
        /** the profile through which the opt-out came */
        profileId: string | null;
        /** the API key through which the opt-out came */
        keyId: string | null;
        /** how the suppression ended */
        lifted: {
            /** when the suppression ended */
            at: string;
            /** why it ended, in the words of the caller or of the inbound text */
            reason: string;
            /** the API key that lifted it; null: an inbound text did */
            keyId: string | null;
        };
    }[];
};
export type LiftInput = {
    /** how the person has opted in again; kept with the suppression */
    reason: string;
};
export type SubscribeInput = {
    /** 1 to 1,000 numbers or profiles */
    items: ({
        /** a number with its country code */
        "number": string;
    } | {
        /** a profile, whose number is meant */
        profileId: string;
    })[];
    /** how the people have subscribed; kept as evidence */
    wording: string;
    /** true: they have confirmed it already, elsewhere, and wording says how. Only double opt-in asks for it */
    confirmed?: boolean | undefined;
};
export type SubscriptionOutcomes = {
    /** items whose number has another status now, or was asked again */
    changed: number;
    /** items whose number had this status before, or was unsubscribed meanwhile */
    unchanged: number;
    /** items of which nothing was stored; `outcomes` says why */
    rejected: number;
    /** numbers that were sent the text that asks for a confirmation */
    asked: number;
    /** pending numbers that could not be sent it: confirmation is failed. The request may be repeated for these */
    notAsked: number;
    /** one for each item, in the order of the items */
    outcomes: {
        /** position of the item, from 0 */
        index: number;
        /** the number (E.164); null: there is none */
        "number": string | null;
        /** what became of the item */
        outcome: "changed" | "unchanged" | "rejected";
        /** of the number now; null: nothing is known of it */
        status: ("pending" | "subscribed" | "unsubscribed") | null;
        /** why it was rejected. suppressed: it has opted out of everything, so that it can not be asked to confirm; not_requested: there is no subscription to confirm */
        reason: ("unknown_profile" | "no_usable_number" | "suppressed" | "not_requested") | null;
        /** what became of the text that asks for a confirmation. sent_before: the number was asked on this day already; uncertain: the answer of the provider was lost; opted_out: the number has opted out meanwhile; failed: nothing was sent, or not in time; not_configured: the topic has no such text; null: none is needed */
        confirmation: ("sent" | "sent_before" | "uncertain" | "opted_out" | "failed" | "not_configured") | null;
    }[];
};
export type ConfirmInput = {
    /** 1 to 1,000 numbers or profiles */
    items: ({
        /** a number with its country code */
        "number": string;
    } | {
        /** a profile, whose number is meant */
        profileId: string;
    })[];
    /** how the people have confirmed it elsewhere; kept as evidence */
    wording: string;
};
export type UnsubscribeInput = {
    /** 1 to 1,000 numbers or profiles */
    items: ({
        /** a number with its country code */
        "number": string;
    } | {
        /** a profile, whose number is meant */
        profileId: string;
    })[];
    /** what the people have said, or why */
    wording?: string | undefined;
};
export type SubscriptionEntry = {
    /** the number (E.164) */
    "number": string;
    /** pending: a confirmation is awaited, and an unsubscription of before holds */
    status: "pending" | "subscribed" | "unsubscribed";
    /** since when; of a pending one, when it was last requested */
    at: string;
    /** when it was confirmed; null: it was not */
    confirmedAt: string | null;
    /** when the number was last unsubscribed; null: never, or it was subscribed since */
    unsubscribedAt: string | null;
    /** until when a text confirms it; null: it is not pending */
    expiresAt: string | null;
    /** where the last change of the status came from */
    last: {
        /** how it came: over the API, or as an inbound text */
        source: "api" | "text";
        /** the inbound text, or what the caller has said */
        wording: string | null;
        /** the profile that the caller named */
        profileId: string | null;
        /** the API key of the caller */
        keyId: string | null;
        /** the provider that passed the text on */
        providerId: string | null;
    } | null;
};
export type Subscription = {
    /** pending: a confirmation is awaited, and an unsubscription of before holds */
    status: "pending" | "subscribed" | "unsubscribed";
    /** since when; of a pending one, when it was last requested */
    at: string;
    /** when it was confirmed; null: it was not */
    confirmedAt: string | null;
    /** when the number was last unsubscribed; null: never, or it was subscribed since */
    unsubscribedAt: string | null;
    /** until when a text confirms it; null: it is not pending */
    expiresAt: string | null;
    /** the last 100 changes, the oldest first; empty where the person was erased */
    history: {
        /** pending: a confirmation is awaited, and an unsubscription of before holds */
        status: "pending" | "subscribed" | "unsubscribed";
        /** whether it was confirmed from then on */
        isConfirmed: boolean;
        /** when */
        at: string;
        /** how it came: over the API, or as an inbound text */
        source: "api" | "text";
        /** the inbound text, or what the caller has said */
        wording: string | null;
        /** the profile that the caller named */
        profileId: string | null;
        /** the API key of the caller */
        keyId: string | null;
        /** the provider that passed the text on */
        providerId: string | null;
    }[];
};
export type NumberTopics = {
    /** the number (E.164) */
    "number": string;
    /** whether it gets no messages at all, whatever it has subscribed to */
    suppressed: boolean;
    /** all of the account's topics */
    topics: {
        /** id of the topic */
        id: string;
        /** its name */
        name: string;
        /** what a number needs to get its messages */
        optIn: "not_needed" | "single" | "double";
        /** whether the number gets its messages, unless it is suppressed */
        getsMessages: boolean;
        /** null: nothing is known of the number */
        subscription: Subscription | null;
    }[];
};
export type Message = {
    /** made by Herald; the reference that the provider is sent */
    messageId: string;
    /** what it was sent from: the run's id */
    dispatchId: string;
    /** id of the campaign; null: it belongs to none, as a test SMS does */
    campaignId: string | null;
    /** id of the recipient */
    profileId: string;
    /** accepted: a provider has it; delivered, undelivered: its receipt says so; failed: it has no text, or a provider refused it for good; skipped: it was not to be sent; uncertain: the answer of the provider was lost */
    status: "accepted" | "delivered" | "undelivered" | "failed" | "skipped" | "uncertain";
    /** why it failed, was skipped or is uncertain; null otherwise */
    reason: ("opted_out" | "no_usable_number" | "not_subscribed" | "profile_deleted" | "duplicate_number" | "hour_passed" | "after_end" | "expired" | "dnd" | "aborted" | "total_limit" | "daily_limit" | "run_limit" | "profile_limit" | "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "answer_lost") | null;
    /** of an aborted message: the reason that its template gives; null otherwise */
    detail: string | null;
    /** the recipient's number (E.164) at the time of sending */
    to: string | null;
    /** null: no text was composed, or the one that was sent before a crash can not be composed again */
    text: string | null;
    /** encoding of the text; null without one */
    encoding: ("GSM-7" | "UCS-2") | null;
    /** SMS segments of the text; 0 where nothing was sent */
    segments: number;
    /** the provider that accepted the message */
    providerId: string | null;
    /** the provider's id of the message; null: it has given none */
    providerMessageId: string | null;
    /** whether another provider failed before this one accepted it */
    failedOver: boolean;
    /** how a lost answer was resolved: a lookup found the message at the provider (found) or not, so that it was sent again (not_found); a receipt arrived (receipt); the campaign’s onUncertain decided (policy) */
    resolution: ("found" | "not_found" | "receipt" | "policy") | null;
    /** requests to providers, in order */
    attempts: {
        /** id of the provider */
        providerId: string;
        /** when the request was made */
        at: string;
        /** refused: for good; trouble: nothing was processed, and another attempt or provider may follow; unknown: the answer was lost */
        outcome: "accepted" | "refused" | "trouble" | "unknown";
        /** the provider's code, or one of Herald's */
        code: string | null;
    }[];
    /** the first 60 delivery receipts, in order of arrival */
    receipts: {
        /** the provider that reported it */
        providerId: string;
        /** the provider's id; null: the receipt has none */
        providerMessageId: string | null;
        /** sent: passed on to the carrier; the others are final */
        status: "sent" | "delivered" | "undelivered";
        /** the provider's code, or one of Herald's */
        code: string | null;
        /** when it arrived */
        at: string;
    }[];
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
};
export type JourneyPerson = {
    /** of this entry; derived from profile and entry */
    id: string;
    /** name of the journey */
    journey: string;
    /** the profile */
    profileId: string;
    /** under which the person is in the journey beside itself; null: none */
    key: string | null;
    /** active or held: in the journey; the others say how it ended */
    status: "entering" | "active" | "held" | "completed" | "exited" | "removed" | "stopped" | "failed";
    /** where the person is, or was at the end; null: before the first step */
    step: string | null;
    /** since when the person is at the step */
    since: string;
    /** drawn branches by the name of the split */
    branches: {
        [key: string]: string;
    };
    /** when the goal was reached, known at the end; null: it was not */
    convertedAt: string | null;
    /** when the person entered */
    enteredAt: string;
    /** when the person left; null: has not */
    endedAt: string | null;
};
export type InboundText = {
    /** also the id of the event `reply` of each profile that has the number */
    id: string;
    /** the provider that passed the text on */
    providerId: string;
    /** the provider's id of the text; null: it has given none */
    providerMessageId: string | null;
    /** the sender, as the provider wrote it */
    phone: string;
    /** the sender's number (E.164); null: it is no usable number */
    "number": string | null;
    /** the number that the text was sent to, as the provider wrote it */
    to: string | null;
    /** the text, of which the first 4,000 characters are kept */
    text: string;
    /** what the text asks for. confirm, subscribe and unsubscribe are about topics; near_miss: it isn’t one of the keywords but may ask for an end, so that a person has to read it; other: nothing of these */
    decision: "opt_out" | "opt_in" | "help" | "confirm" | "subscribe" | "unsubscribe" | "near_miss" | "other";
    /** whose keywords decided */
    decidedBy: "herald" | "provider";
    /** the language of the keyword (ISO 639); null: several have it, or there is none */
    language: string | null;
    /** the topics that the text confirms, subscribes to or unsubscribes from */
    topicIds: string[];
    /** the review of a near miss, or of an opt-out without a usable number; null: none is needed */
    review: {
        /** open: nobody has decided yet */
        status: "open" | "opted_out" | "dismissed";
        /** when somebody decided */
        at: string | null;
        /** the API key of the person who decided */
        keyId: string | null;
    } | null;
    /** the profiles that had the number */
    profileIds: string[];
    /** the last message to the number; null: none was found in the newest runs */
    messageId: string | null;
    /** the campaign of that message */
    campaignId: string | null;
    /** when the text arrived */
    at: string;
};
export type ProfileExport = {
    /** when the document was begun */
    exportedAt: string;
    /** null: it was deleted */
    profile: Profile | null;
    /** all events of the profile */
    events: Event[];
    /** all messages to the profile */
    messages: Message[];
    /** messages of live campaigns that are not due yet; some of them may never be sent */
    waitingMessages: {
        /** id of the live campaign */
        campaignId: string;
        /** when it is due, or looked at again */
        dueAt: string;
        /** id of the event that triggered it; null: none did */
        eventId: string | null;
        /** values that the API was given for the text, by name */
        data: {
            [key: string]: string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            } | string[];
        };
    }[];
    /** journeys that the profile is or was in */
    journeys: JourneyPerson[];
    /** of the numbers of the profile and of its messages */
    suppressions: Suppression[];
    /** of these numbers to topics */
    subscriptions: {
        /** the number (E.164) */
        "number": string;
        /** id of the topic */
        topicId: string;
        /** pending: a confirmation is awaited, and an unsubscription of before holds */
        status: "pending" | "subscribed" | "unsubscribed";
        /** since when; of a pending one, when it was last requested */
        at: string;
        /** when it was confirmed; null: it was not */
        confirmedAt: string | null;
        /** when the number was last unsubscribed; null: never, or it was subscribed since */
        unsubscribedAt: string | null;
        /** until when a text confirms it; null: it is not pending */
        expiresAt: string | null;
        /** the last 100 changes, the oldest first; empty where the person was erased */
        history: {
            /** pending: a confirmation is awaited, and an unsubscription of before holds */
            status: "pending" | "subscribed" | "unsubscribed";
            /** whether it was confirmed from then on */
            isConfirmed: boolean;
            /** when */
            at: string;
            /** how it came: over the API, or as an inbound text */
            source: "api" | "text";
            /** the inbound text, or what the caller has said */
            wording: string | null;
            /** the profile that the caller named */
            profileId: string | null;
            /** the API key of the caller */
            keyId: string | null;
            /** the provider that passed the text on */
            providerId: string | null;
        }[];
    }[];
    /** from these numbers */
    inboundTexts: InboundText[];
};
export type ErasureInput = {
    /** the profile’s id; the profile need not exist any more */
    profileId: string;
    /** such as the number of a ticket; it is kept, so it must not say who the person is */
    reason?: string | undefined;
};
export type Erasure = {
    /** derived from the profile’s id with a secret key; it doesn’t say who the person was */
    id: string;
    /** pending: nothing can be written under the id any more, and nothing is sent, but some of it may still be there, at the latest until the runs that have the person as a recipient have ended */
    status: "pending" | "done";
    /** why, in the words of the request */
    reason: string | null;
    /** the API key that requested it */
    keyId: string | null;
    /** when it was requested first */
    requestedAt: string;
    /** when it was done; null: it is pending */
    doneAt: string | null;
    /** complete once it is done */
    counts: {
        /** removed profiles: 1, or 0 where there was none */
        profiles: number;
        /** removed events */
        events: number;
        /** messages that reports still count, without text, number and the ids of person and provider */
        messages: number;
        /** inbound texts without sender and text */
        inboundTexts: number;
        /** numbers that stay suppressed, as keyed hashes */
        suppressions: number;
        /** unsubscriptions from topics that hold on, as keyed hashes */
        unsubscriptions: number;
    };
};
export type PropertyCondition = {
    kind: "property";
    /** name of the profile's property */
    property: string;
    /** whether it has to be the value, or must not be it */
    operator: "equals" | "not_equals";
    /** compared with its type: the number 7 is not the text "7" */
    value: string | number | boolean | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    };
} | {
    kind: "property";
    /** name of the profile's property */
    property: string;
    /** whether it has to be one of the values, or none */
    operator: "in" | "not_in";
    /** 1 to 1,000 values */
    value: (string | number | boolean | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    })[];
} | {
    kind: "property";
    /** name of the profile's property */
    property: string;
    /** less, less or equal, greater, greater or equal */
    operator: "lt" | "lte" | "gt" | "gte";
    /** a number or a date; the other type never matches */
    value: number | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    };
} | {
    kind: "property";
    /** name of the profile's property */
    property: string;
    operator: "between";
    /** lower and upper bound, both included */
    value: ((number | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    }) | (number | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    }))[];
} | {
    kind: "property";
    /** name of the profile's property */
    property: string;
    /** whether the text has the part, or lacks it */
    operator: "contains" | "not_contains";
    /** a part of the text; case-sensitive */
    value: string;
} | {
    kind: "property";
    /** name of the profile's property */
    property: string;
    operator: "anniversary";
    /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
    value: {
        /** the first day, counted from today: -1 is yesterday */
        fromDay?: number | undefined;
        /** the last day, counted from today: 1 is tomorrow */
        toDay?: number | undefined;
    };
} | {
    kind: "property";
    /** name of the profile's property */
    property: string;
    /** whether there is a value, or none */
    operator: "exists" | "not_exists";
};
export type FieldCondition = {
    kind: "field";
    /** a field that every profile has; it takes values of its own type only */
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    /** whether it has to be the value, or must not be it */
    operator: "equals" | "not_equals";
    /** compared with its type: the number 7 is not the text "7" */
    value: string | number | boolean | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    };
} | {
    kind: "field";
    /** a field that every profile has; it takes values of its own type only */
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    /** whether it has to be one of the values, or none */
    operator: "in" | "not_in";
    /** 1 to 1,000 values */
    value: (string | number | boolean | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    })[];
} | {
    kind: "field";
    /** a field that every profile has; it takes values of its own type only */
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    /** less, less or equal, greater, greater or equal */
    operator: "lt" | "lte" | "gt" | "gte";
    /** a number or a date; the other type never matches */
    value: number | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    };
} | {
    kind: "field";
    /** a field that every profile has; it takes values of its own type only */
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "between";
    /** lower and upper bound, both included */
    value: ((number | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    }) | (number | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    }))[];
} | {
    kind: "field";
    /** a field that every profile has; it takes values of its own type only */
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    /** whether the text has the part, or lacks it */
    operator: "contains" | "not_contains";
    /** a part of the text; case-sensitive */
    value: string;
} | {
    kind: "field";
    /** a field that every profile has; it takes values of its own type only */
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "anniversary";
    /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
    value: {
        /** the first day, counted from today: -1 is yesterday */
        fromDay?: number | undefined;
        /** the last day, counted from today: 1 is tomorrow */
        toDay?: number | undefined;
    };
} | {
    kind: "field";
    /** a field that every profile has; it takes values of its own type only */
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    /** whether there is a value, or none */
    operator: "exists" | "not_exists";
};
export type EventCondition = {
    kind: "event";
    /** name of the events */
    event: string;
    /** false: the profile has no matching event */
    did?: boolean | undefined;
    /** only events of this period match; left out: of any time */
    within?: ({
        /** the first instant; left out: as far back as there are events */
        "from"?: (string) | undefined;
        /** the instant after the last one; left out: no end */
        to?: (string) | undefined;
    } | {
        /** days of 24 hours, counted back from now */
        lastDays: number;
    }) | undefined;
    /** tests that a single event must all pass */
    where?: ({
        /** name of the event's property */
        property: string;
        /** whether it has to be the value, or must not be it */
        operator: "equals" | "not_equals";
        /** compared with its type: the number 7 is not the text "7" */
        value: string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether it has to be one of the values, or none */
        operator: "in" | "not_in";
        /** 1 to 1,000 values */
        value: (string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        })[];
    } | {
        /** name of the event's property */
        property: string;
        /** less, less or equal, greater, greater or equal */
        operator: "lt" | "lte" | "gt" | "gte";
        /** a number or a date; the other type never matches */
        value: number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        operator: "between";
        /** lower and upper bound, both included */
        value: ((number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }) | (number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }))[];
    } | {
        /** name of the event's property */
        property: string;
        /** whether the text has the part, or lacks it */
        operator: "contains" | "not_contains";
        /** a part of the text; case-sensitive */
        value: string;
    } | {
        /** name of the event's property */
        property: string;
        operator: "anniversary";
        /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
        value: {
            /** the first day, counted from today: -1 is yesterday */
            fromDay?: number | undefined;
            /** the last day, counted from today: 1 is tomorrow */
            toDay?: number | undefined;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether there is a value, or none */
        operator: "exists" | "not_exists";
    })[] | undefined;
    /** the number of matching events */
    count?: ({
        /** how the figure is compared with value */
        operator: "equals" | "lt" | "lte" | "gt" | "gte";
        /** the figure to compare with */
        value: number;
    } | {
        operator: "between";
        /** lower and upper bound, both included */
        value: (number)[];
    }) | undefined;
    /** the sum of a number property over the matching events */
    sum?: {
        /** property of the events; those in which it is no number add nothing */
        property: string;
        /** what the sum has to be */
        threshold: {
            /** how the figure is compared with value */
            operator: "equals" | "lt" | "lte" | "gt" | "gte";
            /** the figure to compare with */
            value: number;
        } | {
            operator: "between";
            /** lower and upper bound, both included */
            value: (number)[];
        };
    } | undefined;
    /** the period of the first matching event */
    first?: ({
        /** the first instant; left out: as far back as there are events */
        "from"?: (string) | undefined;
        /** the instant after the last one; left out: no end */
        to?: (string) | undefined;
    } | {
        /** days of 24 hours, counted back from now */
        lastDays: number;
    }) | undefined;
    /** the period of the last matching event */
    last?: ({
        /** the first instant; left out: as far back as there are events */
        "from"?: (string) | undefined;
        /** the instant after the last one; left out: no end */
        to?: (string) | undefined;
    } | {
        /** days of 24 hours, counted back from now */
        lastDays: number;
    }) | undefined;
};
export type SegmentReference = {
    kind: "segment";
    /** id of the segment */
    segmentId: string;
};
export type GroupCondition = {
    /** whether all of the conditions have to hold, or at least one */
    kind: "and" | "or";
    /** 1 to 50 conditions */
    conditions: SegmentCondition[];
};
export type NotCondition = {
    kind: "not";
    condition: SegmentCondition;
};
export type SegmentCondition = PropertyCondition | FieldCondition | EventCondition | SegmentReference | GroupCondition | NotCondition;
export type SegmentInput = {
    /** unique among segments; 1 to 200 characters */
    name: string;
    /** which profiles are in the segment */
    condition: SegmentCondition;
};
export type PropertyConditionAnswer = {
    kind: "property";
    /** name of the profile's property */
    property: string;
    /** whether it has to be the value, or must not be it */
    operator: "equals" | "not_equals";
    /** compared with its type: the number 7 is not the text "7" */
    value: string | number | boolean | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    };
} | {
    kind: "property";
    /** name of the profile's property */
    property: string;
    /** whether it has to be one of the values, or none */
    operator: "in" | "not_in";
    /** 1 to 1,000 values */
    value: (string | number | boolean | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    })[];
} | {
    kind: "property";
    /** name of the profile's property */
    property: string;
    /** less, less or equal, greater, greater or equal */
    operator: "lt" | "lte" | "gt" | "gte";
    /** a number or a date; the other type never matches */
    value: number | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    };
} | {
    kind: "property";
    /** name of the profile's property */
    property: string;
    operator: "between";
    /** lower and upper bound, both included */
    value: ((number | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    }) | (number | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    }))[];
} | {
    kind: "property";
    /** name of the profile's property */
    property: string;
    /** whether the text has the part, or lacks it */
    operator: "contains" | "not_contains";
    /** a part of the text; case-sensitive */
    value: string;
} | {
    kind: "property";
    /** name of the profile's property */
    property: string;
    operator: "anniversary";
    /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
    value: {
        /** the first day, counted from today: -1 is yesterday */
        fromDay: number;
        /** the last day, counted from today: 1 is tomorrow */
        toDay: number;
    };
} | {
    kind: "property";
    /** name of the profile's property */
    property: string;
    /** whether there is a value, or none */
    operator: "exists" | "not_exists";
};
export type FieldConditionAnswer = {
    kind: "field";
    /** a field that every profile has; it takes values of its own type only */
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    /** whether it has to be the value, or must not be it */
    operator: "equals" | "not_equals";
    /** compared with its type: the number 7 is not the text "7" */
    value: string | number | boolean | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    };
} | {
    kind: "field";
    /** a field that every profile has; it takes values of its own type only */
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    /** whether it has to be one of the values, or none */
    operator: "in" | "not_in";
    /** 1 to 1,000 values */
    value: (string | number | boolean | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    })[];
} | {
    kind: "field";
    /** a field that every profile has; it takes values of its own type only */
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    /** less, less or equal, greater, greater or equal */
    operator: "lt" | "lte" | "gt" | "gte";
    /** a number or a date; the other type never matches */
    value: number | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    };
} | {
    kind: "field";
    /** a field that every profile has; it takes values of its own type only */
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "between";
    /** lower and upper bound, both included */
    value: ((number | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    }) | (number | {
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        date: string;
    }))[];
} | {
    kind: "field";
    /** a field that every profile has; it takes values of its own type only */
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    /** whether the text has the part, or lacks it */
    operator: "contains" | "not_contains";
    /** a part of the text; case-sensitive */
    value: string;
} | {
    kind: "field";
    /** a field that every profile has; it takes values of its own type only */
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "anniversary";
    /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
    value: {
        /** the first day, counted from today: -1 is yesterday */
        fromDay: number;
        /** the last day, counted from today: 1 is tomorrow */
        toDay: number;
    };
} | {
    kind: "field";
    /** a field that every profile has; it takes values of its own type only */
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    /** whether there is a value, or none */
    operator: "exists" | "not_exists";
};
export type EventConditionAnswer = {
    kind: "event";
    /** name of the events */
    event: string;
    /** false: the profile has no matching event */
    did: boolean;
    /** only events of this period match; left out: of any time */
    within?: ({
        /** the first instant; left out: as far back as there are events */
        "from"?: (string) | undefined;
        /** the instant after the last one; left out: no end */
        to?: (string) | undefined;
    } | {
        /** days of 24 hours, counted back from now */
        lastDays: number;
    }) | undefined;
    /** tests that a single event must all pass */
    where?: ({
        /** name of the event's property */
        property: string;
        /** whether it has to be the value, or must not be it */
        operator: "equals" | "not_equals";
        /** compared with its type: the number 7 is not the text "7" */
        value: string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether it has to be one of the values, or none */
        operator: "in" | "not_in";
        /** 1 to 1,000 values */
        value: (string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        })[];
    } | {
        /** name of the event's property */
        property: string;
        /** less, less or equal, greater, greater or equal */
        operator: "lt" | "lte" | "gt" | "gte";
        /** a number or a date; the other type never matches */
        value: number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        operator: "between";
        /** lower and upper bound, both included */
        value: ((number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }) | (number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }))[];
    } | {
        /** name of the event's property */
        property: string;
        /** whether the text has the part, or lacks it */
        operator: "contains" | "not_contains";
        /** a part of the text; case-sensitive */
        value: string;
    } | {
        /** name of the event's property */
        property: string;
        operator: "anniversary";
        /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
        value: {
            /** the first day, counted from today: -1 is yesterday */
            fromDay: number;
            /** the last day, counted from today: 1 is tomorrow */
            toDay: number;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether there is a value, or none */
        operator: "exists" | "not_exists";
    })[] | undefined;
    /** the number of matching events */
    count?: ({
        /** how the figure is compared with value */
        operator: "equals" | "lt" | "lte" | "gt" | "gte";
        /** the figure to compare with */
        value: number;
    } | {
        operator: "between";
        /** lower and upper bound, both included */
        value: (number)[];
    }) | undefined;
    /** the sum of a number property over the matching events */
    sum?: {
        /** property of the events; those in which it is no number add nothing */
        property: string;
        /** what the sum has to be */
        threshold: {
            /** how the figure is compared with value */
            operator: "equals" | "lt" | "lte" | "gt" | "gte";
            /** the figure to compare with */
            value: number;
        } | {
            operator: "between";
            /** lower and upper bound, both included */
            value: (number)[];
        };
    } | undefined;
    /** the period of the first matching event */
    first?: ({
        /** the first instant; left out: as far back as there are events */
        "from"?: (string) | undefined;
        /** the instant after the last one; left out: no end */
        to?: (string) | undefined;
    } | {
        /** days of 24 hours, counted back from now */
        lastDays: number;
    }) | undefined;
    /** the period of the last matching event */
    last?: ({
        /** the first instant; left out: as far back as there are events */
        "from"?: (string) | undefined;
        /** the instant after the last one; left out: no end */
        to?: (string) | undefined;
    } | {
        /** days of 24 hours, counted back from now */
        lastDays: number;
    }) | undefined;
};
export type SegmentReferenceAnswer = {
    kind: "segment";
    /** id of the segment */
    segmentId: string;
};
export type GroupConditionAnswer = {
    /** whether all of the conditions have to hold, or at least one */
    kind: "and" | "or";
    /** 1 to 50 conditions */
    conditions: SegmentConditionAnswer[];
};
export type NotConditionAnswer = {
    kind: "not";
    condition: SegmentConditionAnswer;
};
export type SegmentConditionAnswer = PropertyConditionAnswer | FieldConditionAnswer | EventConditionAnswer | SegmentReferenceAnswer | GroupConditionAnswer | NotConditionAnswer;
export type Segment = {
    /** made by Herald: seg_ and a ULID */
    id: string;
    /** unique among segments */
    name: string;
    /** which profiles are in the segment */
    condition: SegmentConditionAnswer;
    /** increases with each change */
    revision: number;
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
};
export type SegmentPatch = {
    /** unique among segments; 1 to 200 characters */
    name?: string | undefined;
    /** which profiles are in the segment */
    condition?: {
        [key: string]: unknown;
    } | undefined;
};
export type ReachEveryone = {
    kind: "everyone";
};
export type ReachPercentage = {
    kind: "percentage";
    /** share of the recipients, above 0 and up to 100 */
    percentage: number;
};
export type ReachNumber = {
    kind: "number";
    /** how many recipients; all of them if there are fewer */
    "number": number;
};
export type Reach = ReachEveryone | ReachPercentage | ReachNumber;
export type EstimateInput = {
    /** id of the segment */
    segmentId: string;
    /** how many of them the campaign draws */
    reach?: Reach | undefined;
    /** true: the campaign's messages are sent whatever the account's profileLimits say */
    ignoreProfileLimits?: boolean | undefined;
    /** tags of the campaign: profileLimits for one of them count the messages with that tag */
    tags?: string[] | undefined;
    /** id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out */
    topic?: string | undefined;
    /** Liquid; with it, the SMS segments and their cost are estimated */
    template?: string | undefined;
    /** a text that needs more SMS segments than this is not sent, and goes to the error bucket */
    maxSegments?: number | undefined;
    /** what {{ campaign.name }} stands for */
    campaignName?: string | undefined;
    /** what one SMS segment costs; left out: the account's price */
    price?: {
        /** ISO 4217, such as EUR */
        currency: string;
        /** the price of one SMS segment, in units of the currency */
        perSegment: {
            /** the price in countries that are not listed */
            "default": number;
            /** prices by country (ISO 3166-1 alpha-2) */
            countries?: {
                [key: string]: number;
            } | undefined;
        };
    } | undefined;
} | {
    /** which profiles are counted */
    condition: SegmentCondition;
    /** how many of them the campaign draws */
    reach?: Reach | undefined;
    /** true: the campaign's messages are sent whatever the account's profileLimits say */
    ignoreProfileLimits?: boolean | undefined;
    /** tags of the campaign: profileLimits for one of them count the messages with that tag */
    tags?: string[] | undefined;
    /** id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out */
    topic?: string | undefined;
    /** Liquid; with it, the SMS segments and their cost are estimated */
    template?: string | undefined;
    /** a text that needs more SMS segments than this is not sent, and goes to the error bucket */
    maxSegments?: number | undefined;
    /** what {{ campaign.name }} stands for */
    campaignName?: string | undefined;
    /** what one SMS segment costs; left out: the account's price */
    price?: {
        /** ISO 4217, such as EUR */
        currency: string;
        /** the price of one SMS segment, in units of the currency */
        perSegment: {
            /** the price in countries that are not listed */
            "default": number;
            /** prices by country (ISO 3166-1 alpha-2) */
            countries?: {
                [key: string]: number;
            } | undefined;
        };
    } | undefined;
} | {
    everyone: true;
    /** how many of them the campaign draws */
    reach?: Reach | undefined;
    /** true: the campaign's messages are sent whatever the account's profileLimits say */
    ignoreProfileLimits?: boolean | undefined;
    /** tags of the campaign: profileLimits for one of them count the messages with that tag */
    tags?: string[] | undefined;
    /** id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out */
    topic?: string | undefined;
    /** Liquid; with it, the SMS segments and their cost are estimated */
    template?: string | undefined;
    /** a text that needs more SMS segments than this is not sent, and goes to the error bucket */
    maxSegments?: number | undefined;
    /** what {{ campaign.name }} stands for */
    campaignName?: string | undefined;
    /** what one SMS segment costs; left out: the account's price */
    price?: {
        /** ISO 4217, such as EUR */
        currency: string;
        /** the price of one SMS segment, in units of the currency */
        perSegment: {
            /** the price in countries that are not listed */
            "default": number;
            /** prices by country (ISO 3166-1 alpha-2) */
            countries?: {
                [key: string]: number;
            } | undefined;
        };
    } | undefined;
};
export type Estimate = {
    /** profiles that fulfil the condition */
    qualified: number;
    /** of these, those to whom a message may and can be sent */
    reachable: number;
    /** of these, those that have opted out, with or without a usable number */
    optedOut: number;
    /** of these, those that have not opted out and have no usable number */
    noUsableNumber: number;
    /** of these, those whose number doesn't get messages of the topic; 0 without a topic */
    notSubscribed: number;
    /** reachable, but the message goes to the number under an earlier profile id */
    duplicateNumbers: number;
    /** reachable otherwise, but they have had as many messages as the account's profileLimits allow */
    capped: number;
    /** whom a message would go to: reachable - duplicateNumbers - capped */
    recipients: number;
    /** how many recipients are left by the draw that reach asks for; it is made when a run starts, so this is what to expect */
    afterReach: number;
    /** by the country of the number */
    byCountry: {
        /** the largest groups, at most 300 */
        rows: {
            /** ISO 3166-1 alpha-2; null: the number belongs to none */
            country: string | null;
            /** profiles to whom a message may and can be sent */
            reachable: number;
            /** of these, those to whom a message would go */
            recipients: number;
        }[];
        /** the sum of those without a row */
        other: {
            /** profiles to whom a message may and can be sent */
            reachable: number;
            /** of these, those to whom a message would go */
            recipients: number;
        };
    };
    /** by the profile's own zone; null for those that have none */
    byTimeZone: {
        /** the largest groups, at most 300 */
        rows: {
            /** IANA time zone; null: the profile has none */
            timeZone: string | null;
            /** profiles to whom a message may and can be sent */
            reachable: number;
            /** of these, those to whom a message would go */
            recipients: number;
        }[];
        /** the sum of those without a row */
        other: {
            /** profiles to whom a message may and can be sent */
            reachable: number;
            /** of these, those to whom a message would go */
            recipients: number;
        };
    };
    /** null without a template */
    message: {
        /** so many recipients' texts were made, of so many recipients; the same ones each time, at most 1000 */
        sample: {
            /** recipients whose texts were made */
            size: number;
            /** recipients from whom they were chosen */
            "of": number;
        };
        /** of the sample */
        encodings: {
            /** texts of the sample that fit GSM-7 */
            "GSM-7": number;
            /** texts of the sample that need UCS-2 */
            "UCS-2": number;
        };
        /** of the sample: who would get nothing, and why */
        failures: {
            /** as of a failed message, or aborted: the template says so */
            reason: "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "aborted";
            /** recipients of the sample */
            count: number;
        }[];
        /** SMS segments to those left by the draw; exact when the sample is all of them */
        segments: number;
        /** of the segments; null without a price */
        cost: {
            /** to four decimals */
            amount: number;
            /** ISO 4217 */
            currency: string;
        } | null;
    } | null;
    /** properties that the condition compares with numbers, and that hold texts at some profiles or events; events that it looks for further back than they are kept */
    notes?: {
        /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
        field: string;
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[] | undefined;
};
export type TwilioProviderInput = {
    kind: "twilio";
    /** unique among providers; 1 to 100 characters */
    name: string;
    /** the most messages per second, over all workers; left out: no limit */
    ratePerSecond?: number | undefined;
    /** how long one request may take, in milliseconds; after that its outcome is unknown */
    requestTimeoutMs?: number | undefined;
    /** how long after a lost answer the provider may still turn the request into a message, in milliseconds; only a later lookup may conclude that there is none */
    consistencyDelayMs?: number | undefined;
    /** meaning of 5xx answers other than 503: not_processed only for a provider that guarantees that such a request had no effect */
    serverErrors?: ("unknown" | "not_processed") | undefined;
    /** the Twilio account, and the sender: either from or messagingServiceSid */
    settings: {
        /** SID of the Twilio account: AC and 32 hexadecimal digits */
        accountSid: string;
        /** secret: stored encrypted, never returned */
        authToken: string;
        /** sender: E.164, short code or alphanumeric */
        "from"?: string | undefined;
        /** instead of from: the messaging service that chooses the sender */
        messagingServiceSid?: string | undefined;
        /** a compatible service, or a simulator */
        baseUrl?: string | undefined;
    };
};
export type HttpProviderInput = {
    kind: "http";
    /** unique among providers; 1 to 100 characters */
    name: string;
    /** the most messages per second, over all workers; left out: no limit */
    ratePerSecond?: number | undefined;
    /** how long one request may take, in milliseconds; after that its outcome is unknown */
    requestTimeoutMs?: number | undefined;
    /** how long after a lost answer the provider may still turn the request into a message, in milliseconds; only a later lookup may conclude that there is none */
    consistencyDelayMs?: number | undefined;
    /** meaning of 5xx answers other than 503: not_processed only for a provider that guarantees that such a request had no effect */
    serverErrors?: ("unknown" | "not_processed") | undefined;
    /** how the gateway's HTTP interface is used */
    settings: {
        /** values for {{ secrets.NAME }}: stored encrypted, never returned */
        secrets?: {
            [key: string]: string;
        } | undefined;
        /** the request that sends a message */
        send: {
            /** HTTP method of the request */
            method?: ("GET" | "POST" | "PUT") | undefined;
            /** Liquid; values are percent-encoded */
            url: string;
            /** headers by name, at most 32; values are Liquid */
            headers?: {
                [key: string]: string;
            } | undefined;
            /** Liquid; values are escaped for the type of the body. Left out: no body */
            body?: string | undefined;
        };
        /** the first rule that matches says what an answer means; where none does, the HTTP status does */
        answers?: {
            /** HTTP statuses that the rule is for; left out: all */
            status?: number[] | undefined;
            /** a regular expression (RE2) that the first 16 KB of the body must match; left out: any body */
            body?: string | undefined;
            /** refused_recipient, opted_out and refused_content: the message is not sent; trouble: nothing was processed, and another attempt or provider follows; account: the same, and the account needs attention; unknown: it may have been accepted */
            means: "accepted" | "refused_recipient" | "opted_out" | "refused_content" | "trouble" | "account" | "unknown";
        }[] | undefined;
        /** where an answer has the gateway's id of the message */
        messageId?: ({
            /** names and indexes with dots between, such as messages.0.id */
            json: string;
        } | {
            /** a regular expression (RE2) with a group */
            pattern: string;
        } | {
            /** name of the parameter */
            param: string;
        }) | undefined;
        /** where an answer has the gateway's error code; left out: the HTTP status counts */
        code?: ({
            /** names and indexes with dots between, such as messages.0.id */
            json: string;
        } | {
            /** a regular expression (RE2) with a group */
            pattern: string;
        } | {
            /** name of the parameter */
            param: string;
        }) | undefined;
        /** true: the gateway ignores a repeated `reference`, so that a request whose outcome is unknown is simply sent again */
        idempotent?: boolean | undefined;
        /** how a message whose answer was lost is looked up; left out: it cannot be */
        lookup?: {
            /** the request that looks the message up, by `reference` or by `to` and `since` */
            request: {
                /** HTTP method of the request */
                method?: ("GET" | "POST" | "PUT") | undefined;
                /** Liquid; values are percent-encoded */
                url: string;
                /** headers by name, at most 32; values are Liquid */
                headers?: {
                    [key: string]: string;
                } | undefined;
                /** Liquid; values are escaped for the type of the body. Left out: no body */
                body?: string | undefined;
            };
            /** a regular expression (RE2) that the body matches if there is a message; left out: 404 means none */
            found?: string | undefined;
            /** where the answer has the gateway's id of the message */
            messageId?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            }) | undefined;
        } | undefined;
        /** a request that is answered with 2xx only when the credentials are valid; left out: they are not checked */
        verify?: {
            /** HTTP method of the request */
            method?: ("GET" | "POST" | "PUT") | undefined;
            /** Liquid; values are percent-encoded */
            url: string;
            /** headers by name, at most 32; values are Liquid */
            headers?: {
                [key: string]: string;
            } | undefined;
            /** Liquid; values are escaped for the type of the body. Left out: no body */
            body?: string | undefined;
        } | undefined;
        /** how delivery receipts are read; left out: none are accepted */
        receipts?: {
            /** where a receipt has the gateway's status */
            status: {
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            };
            /** statuses that mean: delivered to the handset */
            delivered: string[];
            /** statuses that mean: finally not delivered */
            undelivered?: string[] | undefined;
            /** statuses that mean: passed on to the carrier */
            sent?: string[] | undefined;
            /** where a receipt has the gateway's id of the message */
            messageId?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            }) | undefined;
            /** where a receipt has the gateway's error code */
            code?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            }) | undefined;
            /** where a receipt identifies the part of a text of several SMS segments, if the gateway reports on each; left out: it reports on the whole message */
            part?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            }) | undefined;
            /** what the gateway wants to be answered; left out: 204 without a body */
            answer?: {
                /** HTTP status of the answer */
                status?: (200 | 201 | 202 | 204) | undefined;
                /** media type of the body */
                contentType?: ("text/plain" | "text/xml" | "application/xml" | "application/json") | undefined;
                /** the text, exactly as it is sent */
                body?: string | undefined;
            } | undefined;
        } | undefined;
        /** how a text that somebody sends to the account is read; left out: none are accepted */
        inbound?: {
            /** the number of the sender */
            "from": {
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            };
            /** the text; none there: an empty text */
            text: {
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            };
            /** the number that the text was sent to */
            to?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            }) | undefined;
            /** the gateway’s id of the text, by which a repeated delivery is recognised; left out: sender, text and minute do that */
            messageId?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            }) | undefined;
            /** country (ISO 3166-1 alpha-2) of senders whose numbers come without a country code; left out: each number has its country code, with or without a plus sign */
            country?: string | undefined;
            /** a header that the gateway sends with each text, whose value is the secret of that name */
            secret?: {
                /** name of the header */
                header: unknown & unknown;
                /** of one of `secrets` */
                name: string;
            } | undefined;
            /** what the gateway wants to be answered; left out: 204 without a body */
            answer?: {
                /** HTTP status of the answer */
                status?: (200 | 201 | 202 | 204) | undefined;
                /** media type of the body */
                contentType?: ("text/plain" | "text/xml" | "application/xml" | "application/json") | undefined;
                /** the text, exactly as it is sent */
                body?: string | undefined;
            } | undefined;
        } | undefined;
    };
};
export type ProviderInput = TwilioProviderInput | HttpProviderInput;
export type TwilioProvider = {
    kind: "twilio";
    /** unique among providers; 1 to 100 characters */
    name: string;
    /** the most messages per second, over all workers; left out: no limit */
    ratePerSecond?: number | undefined;
    /** how long one request may take, in milliseconds; after that its outcome is unknown */
    requestTimeoutMs: number;
    /** how long after a lost answer the provider may still turn the request into a message, in milliseconds; only a later lookup may conclude that there is none */
    consistencyDelayMs: number;
    /** meaning of 5xx answers other than 503: not_processed only for a provider that guarantees that such a request had no effect */
    serverErrors: "unknown" | "not_processed";
    /** the Twilio account, and the sender: either from or messagingServiceSid */
    settings: {
        /** SID of the Twilio account: AC and 32 hexadecimal digits */
        accountSid: string;
        /** secret: stored encrypted, never returned */
        authToken: string;
        /** sender: E.164, short code or alphanumeric */
        "from"?: string | undefined;
        /** instead of from: the messaging service that chooses the sender */
        messagingServiceSid?: string | undefined;
        /** a compatible service, or a simulator */
        baseUrl: string;
    };
    /** since when workers have stopped using the provider because it fails; null: it is in use */
    down: {
        /** since when */
        since: string;
        /** what it answered last */
        code: string | null;
    } | null;
    /** made by Herald: prv_ and a ULID */
    id: string;
    /** a retired provider is sent no new messages; it is still asked about earlier ones, and its receipts are accepted */
    status: "active" | "retired";
    /** increases with each change */
    revision: number;
    /** the address to which the provider has to pass on the texts that people send. It is a secret; null without the scope `admin`, where the settings define no inbound texts, and where Herald has no public address (HERALD_PUBLIC_URL) */
    inboundUrl: string | null;
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
};
export type HttpProvider = {
    kind: "http";
    /** unique among providers; 1 to 100 characters */
    name: string;
    /** the most messages per second, over all workers; left out: no limit */
    ratePerSecond?: number | undefined;
    /** how long one request may take, in milliseconds; after that its outcome is unknown */
    requestTimeoutMs: number;
    /** how long after a lost answer the provider may still turn the request into a message, in milliseconds; only a later lookup may conclude that there is none */
    consistencyDelayMs: number;
    /** meaning of 5xx answers other than 503: not_processed only for a provider that guarantees that such a request had no effect */
    serverErrors: "unknown" | "not_processed";
    /** how the gateway's HTTP interface is used */
    settings: {
        /** values for {{ secrets.NAME }}: stored encrypted, never returned */
        secrets: {
            [key: string]: string;
        };
        /** the request that sends a message */
        send: {
            /** HTTP method of the request */
            method: "GET" | "POST" | "PUT";
            /** Liquid; values are percent-encoded */
            url: string;
            /** headers by name, at most 32; values are Liquid */
            headers: {
                [key: string]: string;
            };
            /** Liquid; values are escaped for the type of the body. Left out: no body */
            body?: string | undefined;
        };
        /** the first rule that matches says what an answer means; where none does, the HTTP status does */
        answers: {
            /** HTTP statuses that the rule is for; left out: all */
            status?: number[] | undefined;
            /** a regular expression (RE2) that the first 16 KB of the body must match; left out: any body */
            body?: string | undefined;
            /** refused_recipient, opted_out and refused_content: the message is not sent; trouble: nothing was processed, and another attempt or provider follows; account: the same, and the account needs attention; unknown: it may have been accepted */
            means: "accepted" | "refused_recipient" | "opted_out" | "refused_content" | "trouble" | "account" | "unknown";
        }[];
        /** where an answer has the gateway's id of the message */
        messageId?: ({
            /** names and indexes with dots between, such as messages.0.id */
            json: string;
        } | {
            /** a regular expression (RE2) with a group */
            pattern: string;
        } | {
            /** name of the parameter */
            param: string;
        }) | undefined;
        /** where an answer has the gateway's error code; left out: the HTTP status counts */
        code?: ({
            /** names and indexes with dots between, such as messages.0.id */
            json: string;
        } | {
            /** a regular expression (RE2) with a group */
            pattern: string;
        } | {
            /** name of the parameter */
            param: string;
        }) | undefined;
        /** true: the gateway ignores a repeated `reference`, so that a request whose outcome is unknown is simply sent again */
        idempotent: boolean;
        /** how a message whose answer was lost is looked up; left out: it cannot be */
        lookup?: {
            /** the request that looks the message up, by `reference` or by `to` and `since` */
            request: {
                /** HTTP method of the request */
                method: "GET" | "POST" | "PUT";
                /** Liquid; values are percent-encoded */
                url: string;
                /** headers by name, at most 32; values are Liquid */
                headers: {
                    [key: string]: string;
                };
                /** Liquid; values are escaped for the type of the body. Left out: no body */
                body?: string | undefined;
            };
            /** a regular expression (RE2) that the body matches if there is a message; left out: 404 means none */
            found?: string | undefined;
            /** where the answer has the gateway's id of the message */
            messageId?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            }) | undefined;
        } | undefined;
        /** a request that is answered with 2xx only when the credentials are valid; left out: they are not checked */
        verify?: {
            /** HTTP method of the request */
            method: "GET" | "POST" | "PUT";
            /** Liquid; values are percent-encoded */
            url: string;
            /** headers by name, at most 32; values are Liquid */
            headers: {
                [key: string]: string;
            };
            /** Liquid; values are escaped for the type of the body. Left out: no body */
            body?: string | undefined;
        } | undefined;
        /** how delivery receipts are read; left out: none are accepted */
        receipts?: {
            /** where a receipt has the gateway's status */
            status: {
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            };
            /** statuses that mean: delivered to the handset */
            delivered: string[];
            /** statuses that mean: finally not delivered */
            undelivered: string[];
            /** statuses that mean: passed on to the carrier */
            sent: string[];
            /** where a receipt has the gateway's id of the message */
            messageId?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            }) | undefined;
            /** where a receipt has the gateway's error code */
            code?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            }) | undefined;
            /** where a receipt identifies the part of a text of several SMS segments, if the gateway reports on each; left out: it reports on the whole message */
            part?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            }) | undefined;
            /** what the gateway wants to be answered; left out: 204 without a body */
            answer?: {
                /** HTTP status of the answer */
                status: 200 | 201 | 202 | 204;
                /** media type of the body */
                contentType: "text/plain" | "text/xml" | "application/xml" | "application/json";
                /** the text, exactly as it is sent */
                body: string;
            } | undefined;
        } | undefined;
        /** how a text that somebody sends to the account is read; left out: none are accepted */
        inbound?: {
            /** the number of the sender */
            "from": {
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            };
            /** the text; none there: an empty text */
            text: {
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            };
            /** the number that the text was sent to */
            to?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            }) | undefined;
            /** the gateway’s id of the text, by which a repeated delivery is recognised; left out: sender, text and minute do that */
            messageId?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json: string;
            } | {
                /** a regular expression (RE2) with a group */
                pattern: string;
            } | {
                /** name of the parameter */
                param: string;
            }) | undefined;
            /** country (ISO 3166-1 alpha-2) of senders whose numbers come without a country code; left out: each number has its country code, with or without a plus sign */
            country?: string | undefined;
            /** a header that the gateway sends with each text, whose value is the secret of that name */
            secret?: {
                /** name of the header */
                header: unknown & unknown;
                /** of one of `secrets` */
                name: string;
            } | undefined;
            /** what the gateway wants to be answered; left out: 204 without a body */
            answer?: {
                /** HTTP status of the answer */
                status: 200 | 201 | 202 | 204;
                /** media type of the body */
                contentType: "text/plain" | "text/xml" | "application/xml" | "application/json";
                /** the text, exactly as it is sent */
                body: string;
            } | undefined;
        } | undefined;
    };
    /** since when workers have stopped using the provider because it fails; null: it is in use */
    down: {
        /** since when */
        since: string;
        /** what it answered last */
        code: string | null;
    } | null;
    /** made by Herald: prv_ and a ULID */
    id: string;
    /** a retired provider is sent no new messages; it is still asked about earlier ones, and its receipts are accepted */
    status: "active" | "retired";
    /** increases with each change */
    revision: number;
    /** the address to which the provider has to pass on the texts that people send. It is a secret; null without the scope `admin`, where the settings define no inbound texts, and where Herald has no public address (HERALD_PUBLIC_URL) */
    inboundUrl: string | null;
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
};
export type Provider = TwilioProvider | HttpProvider;
export type ProviderPatch = {
    /** the variant */
    kind?: ("twilio" | "http") | undefined;
    /** unique among providers; 1 to 100 characters */
    name?: string | undefined;
    /** the most messages per second, over all workers; left out: no limit */
    ratePerSecond?: (number | null) | undefined;
    /** how long one request may take, in milliseconds; after that its outcome is unknown */
    requestTimeoutMs?: (number | null) | undefined;
    /** how long after a lost answer the provider may still turn the request into a message, in milliseconds; only a later lookup may conclude that there is none */
    consistencyDelayMs?: (number | null) | undefined;
    /** meaning of 5xx answers other than 503: not_processed only for a provider that guarantees that such a request had no effect */
    serverErrors?: (("unknown" | "not_processed") | null) | undefined;
    /** the Twilio account, and the sender: either from or messagingServiceSid */
    settings?: {
        /** SID of the Twilio account: AC and 32 hexadecimal digits */
        accountSid?: (string | null) | undefined;
        /** secret: stored encrypted, never returned */
        authToken?: (string | null) | undefined;
        /** sender: E.164, short code or alphanumeric */
        "from"?: (string | null) | undefined;
        /** instead of from: the messaging service that chooses the sender */
        messagingServiceSid?: (string | null) | undefined;
        /** a compatible service, or a simulator */
        baseUrl?: (string | null) | undefined;
        /** values for {{ secrets.NAME }}: stored encrypted, never returned */
        secrets?: ({
            [key: string]: string | null;
        } | null) | undefined;
        /** the request that sends a message */
        send?: ({
            /** HTTP method of the request */
            method?: (("GET" | "POST" | "PUT") | null) | undefined;
            /** Liquid; values are percent-encoded */
            url?: string | undefined;
            /** headers by name, at most 32; values are Liquid */
            headers?: ({
                [key: string]: string | null;
            } | null) | undefined;
            /** Liquid; values are escaped for the type of the body. Left out: no body */
            body?: (string | null) | undefined;
        } | null) | undefined;
        /** the first rule that matches says what an answer means; where none does, the HTTP status does */
        answers?: ({
            /** HTTP statuses that the rule is for; left out: all */
            status?: number[] | undefined;
            /** a regular expression (RE2) that the first 16 KB of the body must match; left out: any body */
            body?: string | undefined;
            /** refused_recipient, opted_out and refused_content: the message is not sent; trouble: nothing was processed, and another attempt or provider follows; account: the same, and the account needs attention; unknown: it may have been accepted */
            means: "accepted" | "refused_recipient" | "opted_out" | "refused_content" | "trouble" | "account" | "unknown";
        }[] | null) | undefined;
        /** where an answer has the gateway's id of the message */
        messageId?: ({
            /** names and indexes with dots between, such as messages.0.id */
            json?: (string | null) | undefined;
            /** a regular expression (RE2) with a group */
            pattern?: (string | null) | undefined;
            /** name of the parameter */
            param?: (string | null) | undefined;
        } | null) | undefined;
        /** where an answer has the gateway's error code; left out: the HTTP status counts */
        code?: ({
            /** names and indexes with dots between, such as messages.0.id */
            json?: (string | null) | undefined;
            /** a regular expression (RE2) with a group */
            pattern?: (string | null) | undefined;
            /** name of the parameter */
            param?: (string | null) | undefined;
        } | null) | undefined;
        /** true: the gateway ignores a repeated `reference`, so that a request whose outcome is unknown is simply sent again */
        idempotent?: (boolean | null) | undefined;
        /** how a message whose answer was lost is looked up; left out: it cannot be */
        lookup?: ({
            /** the request that looks the message up, by `reference` or by `to` and `since` */
            request?: {
                /** HTTP method of the request */
                method?: (("GET" | "POST" | "PUT") | null) | undefined;
                /** Liquid; values are percent-encoded */
                url?: string | undefined;
                /** headers by name, at most 32; values are Liquid */
                headers?: ({
                    [key: string]: string | null;
                } | null) | undefined;
                /** Liquid; values are escaped for the type of the body. Left out: no body */
                body?: (string | null) | undefined;
            } | undefined;
            /** a regular expression (RE2) that the body matches if there is a message; left out: 404 means none */
            found?: (string | null) | undefined;
            /** where the answer has the gateway's id of the message */
            messageId?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json?: (string | null) | undefined;
                /** a regular expression (RE2) with a group */
                pattern?: (string | null) | undefined;
                /** name of the parameter */
                param?: (string | null) | undefined;
            } | null) | undefined;
        } | null) | undefined;
        /** a request that is answered with 2xx only when the credentials are valid; left out: they are not checked */
        verify?: ({
            /** HTTP method of the request */
            method?: (("GET" | "POST" | "PUT") | null) | undefined;
            /** Liquid; values are percent-encoded */
            url?: string | undefined;
            /** headers by name, at most 32; values are Liquid */
            headers?: ({
                [key: string]: string | null;
            } | null) | undefined;
            /** Liquid; values are escaped for the type of the body. Left out: no body */
            body?: (string | null) | undefined;
        } | null) | undefined;
        /** how delivery receipts are read; left out: none are accepted */
        receipts?: ({
            /** where a receipt has the gateway's status */
            status?: {
                /** names and indexes with dots between, such as messages.0.id */
                json?: (string | null) | undefined;
                /** a regular expression (RE2) with a group */
                pattern?: (string | null) | undefined;
                /** name of the parameter */
                param?: (string | null) | undefined;
            } | undefined;
            /** statuses that mean: delivered to the handset */
            delivered?: string[] | undefined;
            /** statuses that mean: finally not delivered */
            undelivered?: (string[] | null) | undefined;
            /** statuses that mean: passed on to the carrier */
            sent?: (string[] | null) | undefined;
            /** where a receipt has the gateway's id of the message */
            messageId?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json?: (string | null) | undefined;
                /** a regular expression (RE2) with a group */
                pattern?: (string | null) | undefined;
                /** name of the parameter */
                param?: (string | null) | undefined;
            } | null) | undefined;
            /** where a receipt has the gateway's error code */
            code?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json?: (string | null) | undefined;
                /** a regular expression (RE2) with a group */
                pattern?: (string | null) | undefined;
                /** name of the parameter */
                param?: (string | null) | undefined;
            } | null) | undefined;
            /** where a receipt identifies the part of a text of several SMS segments, if the gateway reports on each; left out: it reports on the whole message */
            part?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json?: (string | null) | undefined;
                /** a regular expression (RE2) with a group */
                pattern?: (string | null) | undefined;
                /** name of the parameter */
                param?: (string | null) | undefined;
            } | null) | undefined;
            /** what the gateway wants to be answered; left out: 204 without a body */
            answer?: ({
                /** HTTP status of the answer */
                status?: ((200 | 201 | 202 | 204) | null) | undefined;
                /** media type of the body */
                contentType?: (("text/plain" | "text/xml" | "application/xml" | "application/json") | null) | undefined;
                /** the text, exactly as it is sent */
                body?: (string | null) | undefined;
            } | null) | undefined;
        } | null) | undefined;
        /** how a text that somebody sends to the account is read; left out: none are accepted */
        inbound?: ({
            /** the number of the sender */
            "from"?: {
                /** names and indexes with dots between, such as messages.0.id */
                json?: (string | null) | undefined;
                /** a regular expression (RE2) with a group */
                pattern?: (string | null) | undefined;
                /** name of the parameter */
                param?: (string | null) | undefined;
            } | undefined;
            /** the text; none there: an empty text */
            text?: {
                /** names and indexes with dots between, such as messages.0.id */
                json?: (string | null) | undefined;
                /** a regular expression (RE2) with a group */
                pattern?: (string | null) | undefined;
                /** name of the parameter */
                param?: (string | null) | undefined;
            } | undefined;
            /** the number that the text was sent to */
            to?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json?: (string | null) | undefined;
                /** a regular expression (RE2) with a group */
                pattern?: (string | null) | undefined;
                /** name of the parameter */
                param?: (string | null) | undefined;
            } | null) | undefined;
            /** the gateway’s id of the text, by which a repeated delivery is recognised; left out: sender, text and minute do that */
            messageId?: ({
                /** names and indexes with dots between, such as messages.0.id */
                json?: (string | null) | undefined;
                /** a regular expression (RE2) with a group */
                pattern?: (string | null) | undefined;
                /** name of the parameter */
                param?: (string | null) | undefined;
            } | null) | undefined;
            /** country (ISO 3166-1 alpha-2) of senders whose numbers come without a country code; left out: each number has its country code, with or without a plus sign */
            country?: (string | null) | undefined;
            /** a header that the gateway sends with each text, whose value is the secret of that name */
            secret?: ({
                /** name of the header */
                header?: (unknown & unknown) | undefined;
                /** of one of `secrets` */
                name?: string | undefined;
            } | null) | undefined;
            /** what the gateway wants to be answered; left out: 204 without a body */
            answer?: ({
                /** HTTP status of the answer */
                status?: ((200 | 201 | 202 | 204) | null) | undefined;
                /** media type of the body */
                contentType?: (("text/plain" | "text/xml" | "application/xml" | "application/json") | null) | undefined;
                /** the text, exactly as it is sent */
                body?: (string | null) | undefined;
            } | null) | undefined;
        } | null) | undefined;
    } | undefined;
};
export type ProviderValidation = {
    /** ok: all checks succeeded; not_checked: the provider was not asked, because its settings have no verify request */
    result: "ok" | "failed" | "not_checked";
    /** one for each question that the provider was asked */
    checks: {
        /** what was checked */
        name: string;
        /** whether the check succeeded */
        ok: boolean;
        /** what was found, or what is wrong */
        detail: string;
    }[];
};
export type TestSmsInput = {
    /** a number with its country code, such as +447700900001 */
    to: string;
    /** sent as it is; 1 to 1,600 characters */
    text: string;
};
export type TestSmsOutcome = {
    /** of the message in the ledger */
    messageId: string;
    /** unknown: the answer was lost, and the message may or may not arrive; skipped: the number has opted out, and nothing was sent */
    outcome: "accepted" | "refused" | "trouble" | "unknown" | "skipped";
    /** the provider's code, or one of Herald's such as timeout, opted_out or provider_rate */
    code: string | null;
    /** the provider's id of the message; null: it has given none */
    providerMessageId: string | null;
    /** UCS-2 where a character of the text is not in GSM-7 */
    encoding: "GSM-7" | "UCS-2";
    /** the number of SMS segments of the text */
    segments: number;
};
export type ProviderGroupInput = {
    /** unique among provider groups; 1 to 100 characters */
    name: string;
    /** 1 to 10 providers in priority order: a message goes to the first one that serves its number and works */
    members: {
        /** id of the provider */
        providerId: string;
        /** the provider serves only numbers of these countries (ISO 3166-1 alpha-2); left out: all */
        countries?: string[] | undefined;
    }[];
};
export type ProviderGroup = {
    /** made by Herald: grp_ and a ULID */
    id: string;
    /** unique among provider groups; 1 to 100 characters */
    name: string;
    /** 1 to 10 providers in priority order: a message goes to the first one that serves its number and works */
    members: {
        /** id of the provider */
        providerId: string;
        /** the provider serves only numbers of these countries (ISO 3166-1 alpha-2); left out: all */
        countries?: string[] | undefined;
    }[];
    /** increases with each change */
    revision: number;
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
};
export type ProviderGroupPatch = {
    /** unique among provider groups; 1 to 100 characters */
    name?: string | undefined;
    /** 1 to 10 providers in priority order: a message goes to the first one that serves its number and works */
    members?: {
        /** id of the provider */
        providerId: string;
        /** the provider serves only numbers of these countries (ISO 3166-1 alpha-2); left out: all */
        countries?: string[] | undefined;
    }[] | undefined;
};
export type DndWindow = {
    /** start of the window (included) */
    "from": string;
    /** end of the window (not included). At or before `from` it means the next day, so that 00:00 to 00:00 is the whole day */
    to: string;
    /** the days on which the window begins: one from 22:00 to 08:00 on FR ends on Saturday morning */
    days?: ("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[] | undefined;
    /** the time zone of the window: each recipient's, or the account's */
    zone?: ("recipient" | "account") | undefined;
    /** a message that is due in the window is skipped (discard), or sent as soon as no window applies (delay) */
    action: "discard" | "delay";
};
export type WhenNow = {
    kind: "now";
};
export type WhenAt = {
    kind: "at";
    /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
    at: string;
};
export type WhenDates = {
    kind: "dates";
    /** local dates and times without offset, such as 2026-05-07T10:00 */
    dates: string[];
    /** the time zone of the times: the account's (account), a named one, each profile's own (profile), or each profile's own at the hour in which the profile is most active (best_time; the given time of day then applies to profiles that were never active) */
    zone: string;
    /** with profile and best_time: the time zone of profiles that have none. Left out: account */
    defaultZone?: string | undefined;
    /** with profile and best_time: what happens to recipients whose hour has already passed when the run starts, or passed more than 15 minutes before a run held by the safety check was approved. Left out: skip. next_day skips recipients whose next hour is on or after the day of the next run */
    late?: ("skip" | "send_now" | "next_day") | undefined;
};
export type DailyRule = {
    kind: "daily";
    /** every N days */
    every?: number | undefined;
};
export type WeeklyRule = {
    kind: "weekly";
    /** every N weeks */
    every?: number | undefined;
    /** days of the week */
    days: ("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[];
};
export type MonthlyRule = {
    kind: "monthly";
    /** every N months */
    every?: number | undefined;
    /** months without that day are left out; last is the last day of each month */
    day: number | "last";
};
export type RruleRule = {
    kind: "rrule";
    /** a recurrence rule of RFC 5545 for days only, such as FREQ=MONTHLY;BYDAY=-1FR; INTERVAL counts from the first matching day. A rule that names no day has that of the start: one that begins on the 31st leaves out months without a 31st */
    text: string;
};
export type EndNever = {
    kind: "never";
};
export type EndOn = {
    kind: "on";
    /** from 2000-01-01 to 2199-12-31, such as 2026-05-07; included */
    date: string;
};
export type EndAfter = {
    kind: "after";
    /** how many runs there are in all */
    runs: number;
};
export type WhenRecurring = {
    kind: "recurring";
    /** the days on which it runs */
    rule: DailyRule | WeeklyRule | MonthlyRule | RruleRule;
    /** the local time of each run, from 00:00 to 23:59 */
    time: string;
    /** the first day. Left out: the day on which the campaign is scheduled */
    start?: string | undefined;
    /** when it ends; left out: never */
    end?: (EndNever | EndOn | EndAfter) | undefined;
    /** the time zone of the times: the account's (account), a named one, each profile's own (profile), or each profile's own at the hour in which the profile is most active (best_time; the given time of day then applies to profiles that were never active) */
    zone: string;
    /** with profile and best_time: the time zone of profiles that have none. Left out: account */
    defaultZone?: string | undefined;
    /** with profile and best_time: what happens to recipients whose hour has already passed when the run starts, or passed more than 15 minutes before a run held by the safety check was approved. Left out: skip. next_day skips recipients whose next hour is on or after the day of the next run */
    late?: ("skip" | "send_now" | "next_day") | undefined;
};
export type When = WhenNow | WhenAt | WhenDates | WhenRecurring;
export type WhoSegment = {
    kind: "segment";
    /** id of the segment */
    segmentId: string;
};
export type WhoCondition = {
    kind: "condition";
    /** which profiles get the message */
    condition: SegmentCondition;
};
export type WhoEveryone = {
    kind: "everyone";
};
export type CampaignLimits = {
    /** messages of the whole campaign, over all of its runs */
    total?: number | undefined;
    /** messages of the campaign in one day: of the recipients' zones if it uses them (profile, best_time), otherwise of its own zone */
    perDay?: number | undefined;
    /** messages of each run */
    perRun?: number | undefined;
    /** true: the campaign's messages are sent whatever the account's profileLimits say */
    ignoreProfileLimits?: boolean | undefined;
    /** false: the campaign's messages don't count for the account's profileLimits */
    countForProfileLimits?: boolean | undefined;
};
export type PastBehaviourCampaign = {
    /** shown to people; also what {{ campaign.name }} stands for */
    name: string;
    /** labels, such as promotion; limits of the account's profileLimits may be for one tag */
    tags?: string[] | undefined;
    /** the caller's own keys and values, such as an id in another system; at most 20. Herald only keeps and shows them */
    metadata?: {
        [key: string]: string;
    } | undefined;
    /** the message */
    what: {
        /** the text in Liquid, with {{ profile.NAME }} for properties of the profile; or else savedMessage */
        template?: string | undefined;
        /** the text is that of a saved message, as it is when a run begins; or else template */
        savedMessage?: {
            /** id of the saved message */
            id: string;
            /** the text that it had at this revision, whatever becomes of it; left out: its newest text */
            revision?: number | undefined;
        } | undefined;
        /** a text that needs more SMS segments than this is not sent, and goes to the error bucket */
        maxSegments?: number | undefined;
    };
    /** id of the provider group that sends the messages */
    providerGroupId: string;
    /** id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out */
    topic?: string | undefined;
    /** replaces the account's windows; an empty list: no windows; left out: the account's apply */
    dnd?: DndWindow[] | undefined;
    /** whether the quiet hours of each recipient's country, and in the United States of its state, apply besides the windows (`GET /v1/quiet-hours` lists them): none (off), those that a law sets (law), or also those of industry guidelines (all). A message that is due in them is sent when they are over, by the recipient's clock. Left out: the account's setting applies */
    quietHours?: ("off" | "law" | "all") | undefined;
    /** the campaign pauses itself and sends an alert */
    pauseOnErrors?: {
        /** share of failed messages, out of those that the run has processed */
        percent: number;
        /** messages that have to be processed first */
        minMessages?: number | undefined;
    } | undefined;
    /** receives the campaign's alerts; left out: the account's address does */
    alertEmail?: string | undefined;
    /** what happens to a message whose answer was lost, if the provider cannot say what became of it: it is not sent again (skip), or it is (resend) and may arrive twice */
    onUncertain?: ("skip" | "resend") | undefined;
    /** how long, in seconds, providers are asked about a lost answer before onUncertain decides */
    resolveWithinSeconds?: number | undefined;
    /** how long, in seconds from the sending, the provider may keep trying; left out: the provider's default */
    validityPeriodSeconds?: number | undefined;
    /** a segment at set times */
    "type": "past_behaviour";
    /** when messages are sent */
    when: When;
    /** which profiles get the message */
    who: WhoSegment | WhoCondition | WhoEveryone;
    /** how many of the qualified profiles get the message, drawn anew for each run; left out: all */
    reach?: Reach | undefined;
    limits?: CampaignLimits | undefined;
    /** requires a mail server and an address for the alert */
    safetyCheck?: {
        /** a run with more recipients than this waits for an approval */
        maxAudience: number;
    } | undefined;
};
export type LiveEvent = {
    kind: "event";
    /** name of the event, such as purchase */
    event: string;
    /** tests that the event must all pass; left out: every event of the name matches */
    where?: ({
        /** name of the event's property */
        property: string;
        /** whether it has to be the value, or must not be it */
        operator: "equals" | "not_equals";
        /** compared with its type: the number 7 is not the text "7" */
        value: string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether it has to be one of the values, or none */
        operator: "in" | "not_in";
        /** 1 to 1,000 values */
        value: (string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        })[];
    } | {
        /** name of the event's property */
        property: string;
        /** less, less or equal, greater, greater or equal */
        operator: "lt" | "lte" | "gt" | "gte";
        /** a number or a date; the other type never matches */
        value: number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        operator: "between";
        /** lower and upper bound, both included */
        value: ((number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }) | (number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }))[];
    } | {
        /** name of the event's property */
        property: string;
        /** whether the text has the part, or lacks it */
        operator: "contains" | "not_contains";
        /** a part of the text; case-sensitive */
        value: string;
    } | {
        /** name of the event's property */
        property: string;
        operator: "anniversary";
        /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
        value: {
            /** the first day, counted from today: -1 is yesterday */
            fromDay?: number | undefined;
            /** the last day, counted from today: 1 is tomorrow */
            toDay?: number | undefined;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether there is a value, or none */
        operator: "exists" | "not_exists";
    })[] | undefined;
    /** how long after it the message is due, in seconds, up to 90 days; left out: at once */
    delaySeconds?: number | undefined;
};
export type LiveApi = {
    kind: "api";
    /** how long after it the message is due, in seconds, up to 90 days; left out: at once */
    delaySeconds?: number | undefined;
};
export type LiveInaction = {
    kind: "inaction";
    /** name of the event, such as purchase */
    event: string;
    /** tests that the event must all pass; left out: every event of the name matches */
    where?: ({
        /** name of the event's property */
        property: string;
        /** whether it has to be the value, or must not be it */
        operator: "equals" | "not_equals";
        /** compared with its type: the number 7 is not the text "7" */
        value: string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether it has to be one of the values, or none */
        operator: "in" | "not_in";
        /** 1 to 1,000 values */
        value: (string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        })[];
    } | {
        /** name of the event's property */
        property: string;
        /** less, less or equal, greater, greater or equal */
        operator: "lt" | "lte" | "gt" | "gte";
        /** a number or a date; the other type never matches */
        value: number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        operator: "between";
        /** lower and upper bound, both included */
        value: ((number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }) | (number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }))[];
    } | {
        /** name of the event's property */
        property: string;
        /** whether the text has the part, or lacks it */
        operator: "contains" | "not_contains";
        /** a part of the text; case-sensitive */
        value: string;
    } | {
        /** name of the event's property */
        property: string;
        operator: "anniversary";
        /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
        value: {
            /** the first day, counted from today: -1 is yesterday */
            fromDay?: number | undefined;
            /** the last day, counted from today: 1 is tomorrow */
            toDay?: number | undefined;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether there is a value, or none */
        operator: "exists" | "not_exists";
    })[] | undefined;
    /** the event that must not happen within the time */
    unless: {
        /** name of the event, such as purchase */
        event: string;
        /** tests that the event must all pass; left out: every event of the name matches */
        where?: ({
            /** name of the event's property */
            property: string;
            /** whether it has to be the value, or must not be it */
            operator: "equals" | "not_equals";
            /** compared with its type: the number 7 is not the text "7" */
            value: string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            };
        } | {
            /** name of the event's property */
            property: string;
            /** whether it has to be one of the values, or none */
            operator: "in" | "not_in";
            /** 1 to 1,000 values */
            value: (string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            })[];
        } | {
            /** name of the event's property */
            property: string;
            /** less, less or equal, greater, greater or equal */
            operator: "lt" | "lte" | "gt" | "gte";
            /** a number or a date; the other type never matches */
            value: number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            };
        } | {
            /** name of the event's property */
            property: string;
            operator: "between";
            /** lower and upper bound, both included */
            value: ((number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            }) | (number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            }))[];
        } | {
            /** name of the event's property */
            property: string;
            /** whether the text has the part, or lacks it */
            operator: "contains" | "not_contains";
            /** a part of the text; case-sensitive */
            value: string;
        } | {
            /** name of the event's property */
            property: string;
            operator: "anniversary";
            /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
            value: {
                /** the first day, counted from today: -1 is yesterday */
                fromDay?: number | undefined;
                /** the last day, counted from today: 1 is tomorrow */
                toDay?: number | undefined;
            };
        } | {
            /** name of the event's property */
            property: string;
            /** whether there is a value, or none */
            operator: "exists" | "not_exists";
        })[] | undefined;
    };
    /** the time from the first event, in seconds, up to 90 days; its end is included */
    withinSeconds: number;
    /** property that both events have with the same value, such as the id of a cart; left out: any two belong together */
    tiedBy?: string | undefined;
    /** what a further event within the time does: the time begins anew (restart), or goes on unchanged (keep), or the further event has a time of its own (each) */
    again?: ("restart" | "keep" | "each") | undefined;
};
export type OffsetDays = {
    /** days from the date: -2 is two days before it, 0 the day itself */
    days: number;
    /** local time of day of this offset; left out: the time of the campaign */
    time?: string | undefined;
    /** the text of this offset, in Liquid; left out: the campaign's */
    template?: string | undefined;
};
export type OffsetHours = {
    /** hours from the instant of the date: -3 is three hours before it; a date without a time counts from the time of the campaign on that day */
    hours: number;
    /** the text of this offset, in Liquid; left out: the campaign's */
    template?: string | undefined;
};
export type LiveEventDate = {
    kind: "event_date";
    /** name of the event, such as purchase */
    event: string;
    /** tests that the event must all pass; left out: every event of the name matches */
    where?: ({
        /** name of the event's property */
        property: string;
        /** whether it has to be the value, or must not be it */
        operator: "equals" | "not_equals";
        /** compared with its type: the number 7 is not the text "7" */
        value: string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether it has to be one of the values, or none */
        operator: "in" | "not_in";
        /** 1 to 1,000 values */
        value: (string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        })[];
    } | {
        /** name of the event's property */
        property: string;
        /** less, less or equal, greater, greater or equal */
        operator: "lt" | "lte" | "gt" | "gte";
        /** a number or a date; the other type never matches */
        value: number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        operator: "between";
        /** lower and upper bound, both included */
        value: ((number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }) | (number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }))[];
    } | {
        /** name of the event's property */
        property: string;
        /** whether the text has the part, or lacks it */
        operator: "contains" | "not_contains";
        /** a part of the text; case-sensitive */
        value: string;
    } | {
        /** name of the event's property */
        property: string;
        operator: "anniversary";
        /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
        value: {
            /** the first day, counted from today: -1 is yesterday */
            fromDay?: number | undefined;
            /** the last day, counted from today: 1 is tomorrow */
            toDay?: number | undefined;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether there is a value, or none */
        operator: "exists" | "not_exists";
    })[] | undefined;
    /** property of the event with the date, such as the date of a journey */
    property: string;
    /** property that tells what the date belongs to, such as the id of a booking: of the events with one value the latest counts. Left out: the latest event of the profile counts */
    identifiedBy?: string | undefined;
    /** when messages are due, in days or hours from the date; each is a message of its own */
    offsets: (OffsetDays | OffsetHours)[];
    /** local time of day at which a message is due, from 00:00 to 23:59 */
    time: string;
    /** whose clock shows the time: each profile's own (profile), or an IANA time zone */
    zone?: ("profile" | string) | undefined;
    /** an event after which no reminder of the date is sent; left out: none */
    cancelledBy?: {
        /** name of the event, such as purchase */
        event: string;
        /** tests that the event must all pass; left out: every event of the name matches */
        where?: ({
            /** name of the event's property */
            property: string;
            /** whether it has to be the value, or must not be it */
            operator: "equals" | "not_equals";
            /** compared with its type: the number 7 is not the text "7" */
            value: string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            };
        } | {
            /** name of the event's property */
            property: string;
            /** whether it has to be one of the values, or none */
            operator: "in" | "not_in";
            /** 1 to 1,000 values */
            value: (string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            })[];
        } | {
            /** name of the event's property */
            property: string;
            /** less, less or equal, greater, greater or equal */
            operator: "lt" | "lte" | "gt" | "gte";
            /** a number or a date; the other type never matches */
            value: number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            };
        } | {
            /** name of the event's property */
            property: string;
            operator: "between";
            /** lower and upper bound, both included */
            value: ((number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            }) | (number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            }))[];
        } | {
            /** name of the event's property */
            property: string;
            /** whether the text has the part, or lacks it */
            operator: "contains" | "not_contains";
            /** a part of the text; case-sensitive */
            value: string;
        } | {
            /** name of the event's property */
            property: string;
            operator: "anniversary";
            /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
            value: {
                /** the first day, counted from today: -1 is yesterday */
                fromDay?: number | undefined;
                /** the last day, counted from today: 1 is tomorrow */
                toDay?: number | undefined;
            };
        } | {
            /** name of the event's property */
            property: string;
            /** whether there is a value, or none */
            operator: "exists" | "not_exists";
        })[] | undefined;
    } | undefined;
};
export type LiveProfileDate = {
    kind: "profile_date";
    /** name of the profile's property with the date, such as a birthday */
    property: string;
    /** true: each year on the day; 29 February is the 28th in common years */
    yearly?: boolean | undefined;
    /** when messages are due, in days or hours from the date; each is a message of its own */
    offsets: (OffsetDays | OffsetHours)[];
    /** local time of day at which a message is due, from 00:00 to 23:59 */
    time: string;
    /** whose clock shows the time: each profile's own (profile), or an IANA time zone */
    zone?: ("profile" | string) | undefined;
    /** an event after which no reminder of the date is sent; left out: none */
    cancelledBy?: {
        /** name of the event, such as purchase */
        event: string;
        /** tests that the event must all pass; left out: every event of the name matches */
        where?: ({
            /** name of the event's property */
            property: string;
            /** whether it has to be the value, or must not be it */
            operator: "equals" | "not_equals";
            /** compared with its type: the number 7 is not the text "7" */
            value: string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            };
        } | {
            /** name of the event's property */
            property: string;
            /** whether it has to be one of the values, or none */
            operator: "in" | "not_in";
            /** 1 to 1,000 values */
            value: (string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            })[];
        } | {
            /** name of the event's property */
            property: string;
            /** less, less or equal, greater, greater or equal */
            operator: "lt" | "lte" | "gt" | "gte";
            /** a number or a date; the other type never matches */
            value: number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            };
        } | {
            /** name of the event's property */
            property: string;
            operator: "between";
            /** lower and upper bound, both included */
            value: ((number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            }) | (number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            }))[];
        } | {
            /** name of the event's property */
            property: string;
            /** whether the text has the part, or lacks it */
            operator: "contains" | "not_contains";
            /** a part of the text; case-sensitive */
            value: string;
        } | {
            /** name of the event's property */
            property: string;
            operator: "anniversary";
            /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
            value: {
                /** the first day, counted from today: -1 is yesterday */
                fromDay?: number | undefined;
                /** the last day, counted from today: 1 is tomorrow */
                toDay?: number | undefined;
            };
        } | {
            /** name of the event's property */
            property: string;
            /** whether there is a value, or none */
            operator: "exists" | "not_exists";
        })[] | undefined;
    } | undefined;
};
export type FrequencyEveryTime = {
    kind: "every_time";
};
export type FrequencyOnce = {
    kind: "once";
};
export type FrequencyOncePerDays = {
    kind: "once_per_days";
    /** length, in days of 24 hours */
    days: number;
};
export type LiveCampaign = {
    /** shown to people; also what {{ campaign.name }} stands for */
    name: string;
    /** labels, such as promotion; limits of the account's profileLimits may be for one tag */
    tags?: string[] | undefined;
    /** the caller's own keys and values, such as an id in another system; at most 20. Herald only keeps and shows them */
    metadata?: {
        [key: string]: string;
    } | undefined;
    /** the message */
    what: {
        /** the text in Liquid, with {{ profile.NAME }} for properties of the profile; or else savedMessage */
        template?: string | undefined;
        /** the text is that of a saved message, as it is when a run begins; or else template */
        savedMessage?: {
            /** id of the saved message */
            id: string;
            /** the text that it had at this revision, whatever becomes of it; left out: its newest text */
            revision?: number | undefined;
        } | undefined;
        /** a text that needs more SMS segments than this is not sent, and goes to the error bucket */
        maxSegments?: number | undefined;
    };
    /** id of the provider group that sends the messages */
    providerGroupId: string;
    /** id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out */
    topic?: string | undefined;
    /** replaces the account's windows; an empty list: no windows; left out: the account's apply */
    dnd?: DndWindow[] | undefined;
    /** whether the quiet hours of each recipient's country, and in the United States of its state, apply besides the windows (`GET /v1/quiet-hours` lists them): none (off), those that a law sets (law), or also those of industry guidelines (all). A message that is due in them is sent when they are over, by the recipient's clock. Left out: the account's setting applies */
    quietHours?: ("off" | "law" | "all") | undefined;
    /** the campaign pauses itself and sends an alert */
    pauseOnErrors?: {
        /** share of failed messages, out of those that the run has processed */
        percent: number;
        /** messages that have to be processed first */
        minMessages?: number | undefined;
    } | undefined;
    /** receives the campaign's alerts; left out: the account's address does */
    alertEmail?: string | undefined;
    /** what happens to a message whose answer was lost, if the provider cannot say what became of it: it is not sent again (skip), or it is (resend) and may arrive twice */
    onUncertain?: ("skip" | "resend") | undefined;
    /** how long, in seconds, providers are asked about a lost answer before onUncertain decides */
    resolveWithinSeconds?: number | undefined;
    /** how long, in seconds from the sending, the provider may keep trying; left out: the provider's default */
    validityPeriodSeconds?: number | undefined;
    /** as profiles do something, or as the API says */
    "type": "live";
    /** what triggers a message */
    when: LiveEvent | LiveApi | LiveInaction | LiveEventDate | LiveProfileDate;
    /** events before it trigger nothing; left out: from the moment at which the campaign is scheduled */
    start?: (string) | undefined;
    /** events from it on trigger nothing. The campaign ends when the messages that wait then are sent, at least 90 seconds later, since the last events are still being stored; left out: never */
    end?: (string) | undefined;
    /** nothing is sent from it on, whatever was delayed, and the campaign ends; left out: no cut-off */
    cutOff?: (string) | undefined;
    /** evaluated when a message is due: only profiles that it holds for get one; left out: all */
    filter?: SegmentCondition | undefined;
    /** how often one profile gets a message */
    frequency?: (FrequencyEveryTime | FrequencyOnce | FrequencyOncePerDays) | undefined;
    /** share of the profiles that take part, drawn once for the campaign; left out: all */
    percentage?: number | undefined;
    /** limits on messages that were sent or may have been. Messages are sent in the order in which they are due; once `total` is reached, the campaign ends */
    limits?: {
        /** messages of the whole campaign, over all of its runs */
        total?: number | undefined;
        /** messages of the campaign in one day: of the recipients' zones if it uses them (profile, best_time), otherwise of its own zone */
        perDay?: number | undefined;
        /** true: the campaign's messages are sent whatever the account's profileLimits say */
        ignoreProfileLimits?: boolean | undefined;
        /** false: the campaign's messages don't count for the account's profileLimits */
        countForProfileLimits?: boolean | undefined;
    } | undefined;
    /** requires a mail server and an address for the alert */
    safetyCheck?: {
        /** once more messages than this are due in an hour, the others wait for an approval */
        maxPerHour: number;
    } | undefined;
    /** how long after it was due a message may still be sent, after a pause, an outage or do-not-disturb hours for instance; later it is skipped (expired). It should be longer than the longest do-not-disturb window. An event that arrives so late triggers nothing */
    expireAfterSeconds?: number | undefined;
    /** time zone of the days of reports and of limits.perDay; left out: the account's */
    zone?: string | undefined;
};
export type CampaignInput = PastBehaviourCampaign | LiveCampaign;
export type DndWindowAnswer = {
    /** start of the window (included) */
    "from": string;
    /** end of the window (not included). At or before `from` it means the next day, so that 00:00 to 00:00 is the whole day */
    to: string;
    /** the days on which the window begins: one from 22:00 to 08:00 on FR ends on Saturday morning */
    days: ("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[];
    /** the time zone of the window: each recipient's, or the account's */
    zone: "recipient" | "account";
    /** a message that is due in the window is skipped (discard), or sent as soon as no window applies (delay) */
    action: "discard" | "delay";
};
export type WhenNowAnswer = {
    kind: "now";
};
export type WhenAtAnswer = {
    kind: "at";
    /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
    at: string;
};
export type WhenDatesAnswer = {
    kind: "dates";
    /** local dates and times without offset, such as 2026-05-07T10:00 */
    dates: string[];
    /** the time zone of the times: the account's (account), a named one, each profile's own (profile), or each profile's own at the hour in which the profile is most active (best_time; the given time of day then applies to profiles that were never active) */
    zone: string;
    /** with profile and best_time: the time zone of profiles that have none. Left out: account */
    defaultZone?: string | undefined;
    /** with profile and best_time: what happens to recipients whose hour has already passed when the run starts, or passed more than 15 minutes before a run held by the safety check was approved. Left out: skip. next_day skips recipients whose next hour is on or after the day of the next run */
    late?: ("skip" | "send_now" | "next_day") | undefined;
};
export type DailyRuleAnswer = {
    kind: "daily";
    /** every N days */
    every: number;
};
export type WeeklyRuleAnswer = {
    kind: "weekly";
    /** every N weeks */
    every: number;
    /** days of the week */
    days: ("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[];
};
export type MonthlyRuleAnswer = {
    kind: "monthly";
    /** every N months */
    every: number;
    /** months without that day are left out; last is the last day of each month */
    day: number | "last";
};
export type RruleRuleAnswer = {
    kind: "rrule";
    /** a recurrence rule of RFC 5545 for days only, such as FREQ=MONTHLY;BYDAY=-1FR; INTERVAL counts from the first matching day. A rule that names no day has that of the start: one that begins on the 31st leaves out months without a 31st */
    text: string;
};
export type EndNeverAnswer = {
    kind: "never";
};
export type EndOnAnswer = {
    kind: "on";
    /** from 2000-01-01 to 2199-12-31, such as 2026-05-07; included */
    date: string;
};
export type EndAfterAnswer = {
    kind: "after";
    /** how many runs there are in all */
    runs: number;
};
export type WhenRecurringAnswer = {
    kind: "recurring";
    /** the days on which it runs */
    rule: DailyRuleAnswer | WeeklyRuleAnswer | MonthlyRuleAnswer | RruleRuleAnswer;
    /** the local time of each run, from 00:00 to 23:59 */
    time: string;
    /** the first day. Left out: the day on which the campaign is scheduled */
    start?: string | undefined;
    /** when it ends; left out: never */
    end: EndNeverAnswer | EndOnAnswer | EndAfterAnswer;
    /** the time zone of the times: the account's (account), a named one, each profile's own (profile), or each profile's own at the hour in which the profile is most active (best_time; the given time of day then applies to profiles that were never active) */
    zone: string;
    /** with profile and best_time: the time zone of profiles that have none. Left out: account */
    defaultZone?: string | undefined;
    /** with profile and best_time: what happens to recipients whose hour has already passed when the run starts, or passed more than 15 minutes before a run held by the safety check was approved. Left out: skip. next_day skips recipients whose next hour is on or after the day of the next run */
    late?: ("skip" | "send_now" | "next_day") | undefined;
};
export type WhenAnswer = WhenNowAnswer | WhenAtAnswer | WhenDatesAnswer | WhenRecurringAnswer;
export type WhoSegmentAnswer = {
    kind: "segment";
    /** id of the segment */
    segmentId: string;
};
export type WhoConditionAnswer = {
    kind: "condition";
    /** which profiles get the message */
    condition: SegmentConditionAnswer;
};
export type WhoEveryoneAnswer = {
    kind: "everyone";
};
export type ReachEveryoneAnswer = {
    kind: "everyone";
};
export type ReachPercentageAnswer = {
    kind: "percentage";
    /** share of the recipients, above 0 and up to 100 */
    percentage: number;
};
export type ReachNumberAnswer = {
    kind: "number";
    /** how many recipients; all of them if there are fewer */
    "number": number;
};
export type ReachAnswer = ReachEveryoneAnswer | ReachPercentageAnswer | ReachNumberAnswer;
export type CampaignLimitsAnswer = {
    /** messages of the whole campaign, over all of its runs */
    total?: number | undefined;
    /** messages of the campaign in one day: of the recipients' zones if it uses them (profile, best_time), otherwise of its own zone */
    perDay?: number | undefined;
    /** messages of each run */
    perRun?: number | undefined;
    /** true: the campaign's messages are sent whatever the account's profileLimits say */
    ignoreProfileLimits: boolean;
    /** false: the campaign's messages don't count for the account's profileLimits */
    countForProfileLimits: boolean;
};
export type LiveEventAnswer = {
    kind: "event";
    /** name of the event, such as purchase */
    event: string;
    /** tests that the event must all pass; left out: every event of the name matches */
    where?: ({
        /** name of the event's property */
        property: string;
        /** whether it has to be the value, or must not be it */
        operator: "equals" | "not_equals";
        /** compared with its type: the number 7 is not the text "7" */
        value: string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether it has to be one of the values, or none */
        operator: "in" | "not_in";
        /** 1 to 1,000 values */
        value: (string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        })[];
    } | {
        /** name of the event's property */
        property: string;
        /** less, less or equal, greater, greater or equal */
        operator: "lt" | "lte" | "gt" | "gte";
        /** a number or a date; the other type never matches */
        value: number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        operator: "between";
        /** lower and upper bound, both included */
        value: ((number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }) | (number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }))[];
    } | {
        /** name of the event's property */
        property: string;
        /** whether the text has the part, or lacks it */
        operator: "contains" | "not_contains";
        /** a part of the text; case-sensitive */
        value: string;
    } | {
        /** name of the event's property */
        property: string;
        operator: "anniversary";
        /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
        value: {
            /** the first day, counted from today: -1 is yesterday */
            fromDay: number;
            /** the last day, counted from today: 1 is tomorrow */
            toDay: number;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether there is a value, or none */
        operator: "exists" | "not_exists";
    })[] | undefined;
    /** how long after it the message is due, in seconds, up to 90 days; left out: at once */
    delaySeconds: number;
};
export type LiveApiAnswer = {
    kind: "api";
    /** how long after it the message is due, in seconds, up to 90 days; left out: at once */
    delaySeconds: number;
};
export type LiveInactionAnswer = {
    kind: "inaction";
    /** name of the event, such as purchase */
    event: string;
    /** tests that the event must all pass; left out: every event of the name matches */
    where?: ({
        /** name of the event's property */
        property: string;
        /** whether it has to be the value, or must not be it */
        operator: "equals" | "not_equals";
        /** compared with its type: the number 7 is not the text "7" */
        value: string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether it has to be one of the values, or none */
        operator: "in" | "not_in";
        /** 1 to 1,000 values */
        value: (string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        })[];
    } | {
        /** name of the event's property */
        property: string;
        /** less, less or equal, greater, greater or equal */
        operator: "lt" | "lte" | "gt" | "gte";
        /** a number or a date; the other type never matches */
        value: number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        operator: "between";
        /** lower and upper bound, both included */
        value: ((number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }) | (number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }))[];
    } | {
        /** name of the event's property */
        property: string;
        /** whether the text has the part, or lacks it */
        operator: "contains" | "not_contains";
        /** a part of the text; case-sensitive */
        value: string;
    } | {
        /** name of the event's property */
        property: string;
        operator: "anniversary";
        /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
        value: {
            /** the first day, counted from today: -1 is yesterday */
            fromDay: number;
            /** the last day, counted from today: 1 is tomorrow */
            toDay: number;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether there is a value, or none */
        operator: "exists" | "not_exists";
    })[] | undefined;
    /** the event that must not happen within the time */
    unless: {
        /** name of the event, such as purchase */
        event: string;
        /** tests that the event must all pass; left out: every event of the name matches */
        where?: ({
            /** name of the event's property */
            property: string;
            /** whether it has to be the value, or must not be it */
            operator: "equals" | "not_equals";
            /** compared with its type: the number 7 is not the text "7" */
            value: string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            };
        } | {
            /** name of the event's property */
            property: string;
            /** whether it has to be one of the values, or none */
            operator: "in" | "not_in";
            /** 1 to 1,000 values */
            value: (string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            })[];
        } | {
            /** name of the event's property */
            property: string;
            /** less, less or equal, greater, greater or equal */
            operator: "lt" | "lte" | "gt" | "gte";
            /** a number or a date; the other type never matches */
            value: number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            };
        } | {
            /** name of the event's property */
            property: string;
            operator: "between";
            /** lower and upper bound, both included */
            value: ((number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            }) | (number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            }))[];
        } | {
            /** name of the event's property */
            property: string;
            /** whether the text has the part, or lacks it */
            operator: "contains" | "not_contains";
            /** a part of the text; case-sensitive */
            value: string;
        } | {
            /** name of the event's property */
            property: string;
            operator: "anniversary";
            /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
            value: {
                /** the first day, counted from today: -1 is yesterday */
                fromDay: number;
                /** the last day, counted from today: 1 is tomorrow */
                toDay: number;
            };
        } | {
            /** name of the event's property */
            property: string;
            /** whether there is a value, or none */
            operator: "exists" | "not_exists";
        })[] | undefined;
    };
    /** the time from the first event, in seconds, up to 90 days; its end is included */
    withinSeconds: number;
    /** property that both events have with the same value, such as the id of a cart; left out: any two belong together */
    tiedBy?: string | undefined;
    /** what a further event within the time does: the time begins anew (restart), or goes on unchanged (keep), or the further event has a time of its own (each) */
    again: "restart" | "keep" | "each";
};
export type OffsetDaysAnswer = {
    /** days from the date: -2 is two days before it, 0 the day itself */
    days: number;
    /** local time of day of this offset; left out: the time of the campaign */
    time?: string | undefined;
    /** the text of this offset, in Liquid; left out: the campaign's */
    template?: string | undefined;
};
export type OffsetHoursAnswer = {
    /** hours from the instant of the date: -3 is three hours before it; a date without a time counts from the time of the campaign on that day */
    hours: number;
    /** the text of this offset, in Liquid; left out: the campaign's */
    template?: string | undefined;
};
export type LiveEventDateAnswer = {
    kind: "event_date";
    /** name of the event, such as purchase */
    event: string;
    /** tests that the event must all pass; left out: every event of the name matches */
    where?: ({
        /** name of the event's property */
        property: string;
        /** whether it has to be the value, or must not be it */
        operator: "equals" | "not_equals";
        /** compared with its type: the number 7 is not the text "7" */
        value: string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether it has to be one of the values, or none */
        operator: "in" | "not_in";
        /** 1 to 1,000 values */
        value: (string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        })[];
    } | {
        /** name of the event's property */
        property: string;
        /** less, less or equal, greater, greater or equal */
        operator: "lt" | "lte" | "gt" | "gte";
        /** a number or a date; the other type never matches */
        value: number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        };
    } | {
        /** name of the event's property */
        property: string;
        operator: "between";
        /** lower and upper bound, both included */
        value: ((number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }) | (number | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        }))[];
    } | {
        /** name of the event's property */
        property: string;
        /** whether the text has the part, or lacks it */
        operator: "contains" | "not_contains";
        /** a part of the text; case-sensitive */
        value: string;
    } | {
        /** name of the event's property */
        property: string;
        operator: "anniversary";
        /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
        value: {
            /** the first day, counted from today: -1 is yesterday */
            fromDay: number;
            /** the last day, counted from today: 1 is tomorrow */
            toDay: number;
        };
    } | {
        /** name of the event's property */
        property: string;
        /** whether there is a value, or none */
        operator: "exists" | "not_exists";
    })[] | undefined;
    /** property of the event with the date, such as the date of a journey */
    property: string;
    /** property that tells what the date belongs to, such as the id of a booking: of the events with one value the latest counts. Left out: the latest event of the profile counts */
    identifiedBy?: string | undefined;
    /** when messages are due, in days or hours from the date; each is a message of its own */
    offsets: (OffsetDaysAnswer | OffsetHoursAnswer)[];
    /** local time of day at which a message is due, from 00:00 to 23:59 */
    time: string;
    /** whose clock shows the time: each profile's own (profile), or an IANA time zone */
    zone: "profile" | string;
    /** an event after which no reminder of the date is sent; left out: none */
    cancelledBy?: {
        /** name of the event, such as purchase */
        event: string;
        /** tests that the event must all pass; left out: every event of the name matches */
        where?: ({
            /** name of the event's property */
            property: string;
            /** whether it has to be the value, or must not be it */
            operator: "equals" | "not_equals";
            /** compared with its type: the number 7 is not the text "7" */
            value: string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            };
        } | {
            /** name of the event's property */
            property: string;
            /** whether it has to be one of the values, or none */
            operator: "in" | "not_in";
            /** 1 to 1,000 values */
            value: (string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            })[];
        } | {
            /** name of the event's property */
            property: string;
            /** less, less or equal, greater, greater or equal */
            operator: "lt" | "lte" | "gt" | "gte";
            /** a number or a date; the other type never matches */
            value: number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            };
        } | {
            /** name of the event's property */
            property: string;
            operator: "between";
            /** lower and upper bound, both included */
            value: ((number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            }) | (number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            }))[];
        } | {
            /** name of the event's property */
            property: string;
            /** whether the text has the part, or lacks it */
            operator: "contains" | "not_contains";
            /** a part of the text; case-sensitive */
            value: string;
        } | {
            /** name of the event's property */
            property: string;
            operator: "anniversary";
            /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
            value: {
                /** the first day, counted from today: -1 is yesterday */
                fromDay: number;
                /** the last day, counted from today: 1 is tomorrow */
                toDay: number;
            };
        } | {
            /** name of the event's property */
            property: string;
            /** whether there is a value, or none */
            operator: "exists" | "not_exists";
        })[] | undefined;
    } | undefined;
};
export type LiveProfileDateAnswer = {
    kind: "profile_date";
    /** name of the profile's property with the date, such as a birthday */
    property: string;
    /** true: each year on the day; 29 February is the 28th in common years */
    yearly: boolean;
    /** when messages are due, in days or hours from the date; each is a message of its own */
    offsets: (OffsetDaysAnswer | OffsetHoursAnswer)[];
    /** local time of day at which a message is due, from 00:00 to 23:59 */
    time: string;
    /** whose clock shows the time: each profile's own (profile), or an IANA time zone */
    zone: "profile" | string;
    /** an event after which no reminder of the date is sent; left out: none */
    cancelledBy?: {
        /** name of the event, such as purchase */
        event: string;
        /** tests that the event must all pass; left out: every event of the name matches */
        where?: ({
            /** name of the event's property */
            property: string;
            /** whether it has to be the value, or must not be it */
            operator: "equals" | "not_equals";
            /** compared with its type: the number 7 is not the text "7" */
            value: string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            };
        } | {
            /** name of the event's property */
            property: string;
            /** whether it has to be one of the values, or none */
            operator: "in" | "not_in";
            /** 1 to 1,000 values */
            value: (string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            })[];
        } | {
            /** name of the event's property */
            property: string;
            /** less, less or equal, greater, greater or equal */
            operator: "lt" | "lte" | "gt" | "gte";
            /** a number or a date; the other type never matches */
            value: number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            };
        } | {
            /** name of the event's property */
            property: string;
            operator: "between";
            /** lower and upper bound, both included */
            value: ((number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            }) | (number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            }))[];
        } | {
            /** name of the event's property */
            property: string;
            /** whether the text has the part, or lacks it */
            operator: "contains" | "not_contains";
            /** a part of the text; case-sensitive */
            value: string;
        } | {
            /** name of the event's property */
            property: string;
            operator: "anniversary";
            /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
            value: {
                /** the first day, counted from today: -1 is yesterday */
                fromDay: number;
                /** the last day, counted from today: 1 is tomorrow */
                toDay: number;
            };
        } | {
            /** name of the event's property */
            property: string;
            /** whether there is a value, or none */
            operator: "exists" | "not_exists";
        })[] | undefined;
    } | undefined;
};
export type FrequencyEveryTimeAnswer = {
    kind: "every_time";
};
export type FrequencyOnceAnswer = {
    kind: "once";
};
export type FrequencyOncePerDaysAnswer = {
    kind: "once_per_days";
    /** length, in days of 24 hours */
    days: number;
};
export type CreatedCampaign = {
    /** shown to people; also what {{ campaign.name }} stands for */
    name: string;
    /** labels, such as promotion; limits of the account's profileLimits may be for one tag */
    tags: string[];
    /** the caller's own keys and values, such as an id in another system; at most 20. Herald only keeps and shows them */
    metadata: {
        [key: string]: string;
    };
    /** the message */
    what: {
        /** the text in Liquid, with {{ profile.NAME }} for properties of the profile; or else savedMessage */
        template?: string | undefined;
        /** the text is that of a saved message, as it is when a run begins; or else template */
        savedMessage?: {
            /** id of the saved message */
            id: string;
            /** the text that it had at this revision, whatever becomes of it; left out: its newest text */
            revision?: number | undefined;
        } | undefined;
        /** a text that needs more SMS segments than this is not sent, and goes to the error bucket */
        maxSegments: number;
    };
    /** id of the provider group that sends the messages */
    providerGroupId: string;
    /** id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out */
    topic?: string | undefined;
    /** replaces the account's windows; an empty list: no windows; left out: the account's apply */
    dnd?: DndWindowAnswer[] | undefined;
    /** whether the quiet hours of each recipient's country, and in the United States of its state, apply besides the windows (`GET /v1/quiet-hours` lists them): none (off), those that a law sets (law), or also those of industry guidelines (all). A message that is due in them is sent when they are over, by the recipient's clock. Left out: the account's setting applies */
    quietHours?: ("off" | "law" | "all") | undefined;
    /** the campaign pauses itself and sends an alert */
    pauseOnErrors?: {
        /** share of failed messages, out of those that the run has processed */
        percent: number;
        /** messages that have to be processed first */
        minMessages: number;
    } | undefined;
    /** receives the campaign's alerts; left out: the account's address does */
    alertEmail?: string | undefined;
    /** what happens to a message whose answer was lost, if the provider cannot say what became of it: it is not sent again (skip), or it is (resend) and may arrive twice */
    onUncertain: "skip" | "resend";
    /** how long, in seconds, providers are asked about a lost answer before onUncertain decides */
    resolveWithinSeconds: number;
    /** how long, in seconds from the sending, the provider may keep trying; left out: the provider's default */
    validityPeriodSeconds?: number | undefined;
    /** a segment at set times */
    "type": "past_behaviour";
    /** when messages are sent */
    when: WhenAnswer;
    /** which profiles get the message */
    who: WhoSegmentAnswer | WhoConditionAnswer | WhoEveryoneAnswer;
    /** how many of the qualified profiles get the message, drawn anew for each run; left out: all */
    reach: ReachAnswer;
    limits: CampaignLimitsAnswer;
    /** requires a mail server and an address for the alert */
    safetyCheck?: {
        /** a run with more recipients than this waits for an approval */
        maxAudience: number;
    } | undefined;
    /** made by Herald: cmp_ and a ULID */
    id: string;
    /** awaiting_approval: a run is larger than the safety check allows, and waits for a decision; blocked: something can not go on, and waits for an edit, a retry or a stop */
    status: "draft" | "scheduled" | "running" | "awaiting_approval" | "blocked" | "paused" | "completed" | "stopped";
    /** true: it was made with a sandbox key, and its messages go to the built-in sandbox alone */
    sandbox: boolean;
    /** when it was archived; null: it is not archived */
    archivedAt: string | null;
    /** how often it was written; each edit adds one */
    revision: number;
    /** who did what to it, in order */
    actions: {
        /** what was done */
        action: "schedule" | "pause" | "resume" | "stop" | "approve" | "raise_limit" | "retry" | "edit";
        /** name of the API key, or the name that an operator entered in the Web UI */
        by: string;
        /** id of the API key; null: the action was made in the Web UI, or by Herald */
        keyId: string | null;
        /** when */
        at: string;
    }[];
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
    /** what scheduling would refuse as things are now */
    warnings: {
        /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
        field: string;
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[];
} | {
    /** shown to people; also what {{ campaign.name }} stands for */
    name: string;
    /** labels, such as promotion; limits of the account's profileLimits may be for one tag */
    tags: string[];
    /** the caller's own keys and values, such as an id in another system; at most 20. Herald only keeps and shows them */
    metadata: {
        [key: string]: string;
    };
    /** the message */
    what: {
        /** the text in Liquid, with {{ profile.NAME }} for properties of the profile; or else savedMessage */
        template?: string | undefined;
        /** the text is that of a saved message, as it is when a run begins; or else template */
        savedMessage?: {
            /** id of the saved message */
            id: string;
            /** the text that it had at this revision, whatever becomes of it; left out: its newest text */
            revision?: number | undefined;
        } | undefined;
        /** a text that needs more SMS segments than this is not sent, and goes to the error bucket */
        maxSegments: number;
    };
    /** id of the provider group that sends the messages */
    providerGroupId: string;
    /** id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out */
    topic?: string | undefined;
    /** replaces the account's windows; an empty list: no windows; left out: the account's apply */
    dnd?: DndWindowAnswer[] | undefined;
    /** whether the quiet hours of each recipient's country, and in the United States of its state, apply besides the windows (`GET /v1/quiet-hours` lists them): none (off), those that a law sets (law), or also those of industry guidelines (all). A message that is due in them is sent when they are over, by the recipient's clock. Left out: the account's setting applies */
    quietHours?: ("off" | "law" | "all") | undefined;
    /** the campaign pauses itself and sends an alert */
    pauseOnErrors?: {
        /** share of failed messages, out of those that the run has processed */
        percent: number;
        /** messages that have to be processed first */
        minMessages: number;
    } | undefined;
    /** receives the campaign's alerts; left out: the account's address does */
    alertEmail?: string | undefined;
    /** what happens to a message whose answer was lost, if the provider cannot say what became of it: it is not sent again (skip), or it is (resend) and may arrive twice */
    onUncertain: "skip" | "resend";
    /** how long, in seconds, providers are asked about a lost answer before onUncertain decides */
    resolveWithinSeconds: number;
    /** how long, in seconds from the sending, the provider may keep trying; left out: the provider's default */
    validityPeriodSeconds?: number | undefined;
    /** as profiles do something, or as the API says */
    "type": "live";
    /** what triggers a message */
    when: LiveEventAnswer | LiveApiAnswer | LiveInactionAnswer | LiveEventDateAnswer | LiveProfileDateAnswer;
    /** events before it trigger nothing; left out: from the moment at which the campaign is scheduled */
    start?: (string) | undefined;
    /** events from it on trigger nothing. The campaign ends when the messages that wait then are sent, at least 90 seconds later, since the last events are still being stored; left out: never */
    end?: (string) | undefined;
    /** nothing is sent from it on, whatever was delayed, and the campaign ends; left out: no cut-off */
    cutOff?: (string) | undefined;
    /** evaluated when a message is due: only profiles that it holds for get one; left out: all */
    filter?: SegmentConditionAnswer | undefined;
    /** how often one profile gets a message */
    frequency: FrequencyEveryTimeAnswer | FrequencyOnceAnswer | FrequencyOncePerDaysAnswer;
    /** share of the profiles that take part, drawn once for the campaign; left out: all */
    percentage?: number | undefined;
    /** limits on messages that were sent or may have been. Messages are sent in the order in which they are due; once `total` is reached, the campaign ends */
    limits: {
        /** messages of the whole campaign, over all of its runs */
        total?: number | undefined;
        /** messages of the campaign in one day: of the recipients' zones if it uses them (profile, best_time), otherwise of its own zone */
        perDay?: number | undefined;
        /** true: the campaign's messages are sent whatever the account's profileLimits say */
        ignoreProfileLimits: boolean;
        /** false: the campaign's messages don't count for the account's profileLimits */
        countForProfileLimits: boolean;
    };
    /** requires a mail server and an address for the alert */
    safetyCheck?: {
        /** once more messages than this are due in an hour, the others wait for an approval */
        maxPerHour: number;
    } | undefined;
    /** how long after it was due a message may still be sent, after a pause, an outage or do-not-disturb hours for instance; later it is skipped (expired). It should be longer than the longest do-not-disturb window. An event that arrives so late triggers nothing */
    expireAfterSeconds: number;
    /** time zone of the days of reports and of limits.perDay; left out: the account's */
    zone?: string | undefined;
    /** made by Herald: cmp_ and a ULID */
    id: string;
    /** awaiting_approval: a run is larger than the safety check allows, and waits for a decision; blocked: something can not go on, and waits for an edit, a retry or a stop */
    status: "draft" | "scheduled" | "running" | "awaiting_approval" | "blocked" | "paused" | "completed" | "stopped";
    /** true: it was made with a sandbox key, and its messages go to the built-in sandbox alone */
    sandbox: boolean;
    /** when it was archived; null: it is not archived */
    archivedAt: string | null;
    /** how often it was written; each edit adds one */
    revision: number;
    /** who did what to it, in order */
    actions: {
        /** what was done */
        action: "schedule" | "pause" | "resume" | "stop" | "approve" | "raise_limit" | "retry" | "edit";
        /** name of the API key, or the name that an operator entered in the Web UI */
        by: string;
        /** id of the API key; null: the action was made in the Web UI, or by Herald */
        keyId: string | null;
        /** when */
        at: string;
    }[];
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
    /** what scheduling would refuse as things are now */
    warnings: {
        /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
        field: string;
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[];
};
export type Campaign = {
    /** shown to people; also what {{ campaign.name }} stands for */
    name: string;
    /** labels, such as promotion; limits of the account's profileLimits may be for one tag */
    tags: string[];
    /** the caller's own keys and values, such as an id in another system; at most 20. Herald only keeps and shows them */
    metadata: {
        [key: string]: string;
    };
    /** the message */
    what: {
        /** the text in Liquid, with {{ profile.NAME }} for properties of the profile; or else savedMessage */
        template?: string | undefined;
        /** the text is that of a saved message, as it is when a run begins; or else template */
        savedMessage?: {
            /** id of the saved message */
            id: string;
            /** the text that it had at this revision, whatever becomes of it; left out: its newest text */
            revision?: number | undefined;
        } | undefined;
        /** a text that needs more SMS segments than this is not sent, and goes to the error bucket */
        maxSegments: number;
    };
    /** id of the provider group that sends the messages */
    providerGroupId: string;
    /** id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out */
    topic?: string | undefined;
    /** replaces the account's windows; an empty list: no windows; left out: the account's apply */
    dnd?: DndWindowAnswer[] | undefined;
    /** whether the quiet hours of each recipient's country, and in the United States of its state, apply besides the windows (`GET /v1/quiet-hours` lists them): none (off), those that a law sets (law), or also those of industry guidelines (all). A message that is due in them is sent when they are over, by the recipient's clock. Left out: the account's setting applies */
    quietHours?: ("off" | "law" | "all") | undefined;
    /** the campaign pauses itself and sends an alert */
    pauseOnErrors?: {
        /** share of failed messages, out of those that the run has processed */
        percent: number;
        /** messages that have to be processed first */
        minMessages: number;
    } | undefined;
    /** receives the campaign's alerts; left out: the account's address does */
    alertEmail?: string | undefined;
    /** what happens to a message whose answer was lost, if the provider cannot say what became of it: it is not sent again (skip), or it is (resend) and may arrive twice */
    onUncertain: "skip" | "resend";
    /** how long, in seconds, providers are asked about a lost answer before onUncertain decides */
    resolveWithinSeconds: number;
    /** how long, in seconds from the sending, the provider may keep trying; left out: the provider's default */
    validityPeriodSeconds?: number | undefined;
    /** a segment at set times */
    "type": "past_behaviour";
    /** when messages are sent */
    when: WhenAnswer;
    /** which profiles get the message */
    who: WhoSegmentAnswer | WhoConditionAnswer | WhoEveryoneAnswer;
    /** how many of the qualified profiles get the message, drawn anew for each run; left out: all */
    reach: ReachAnswer;
    limits: CampaignLimitsAnswer;
    /** requires a mail server and an address for the alert */
    safetyCheck?: {
        /** a run with more recipients than this waits for an approval */
        maxAudience: number;
    } | undefined;
    /** made by Herald: cmp_ and a ULID */
    id: string;
    /** awaiting_approval: a run is larger than the safety check allows, and waits for a decision; blocked: something can not go on, and waits for an edit, a retry or a stop */
    status: "draft" | "scheduled" | "running" | "awaiting_approval" | "blocked" | "paused" | "completed" | "stopped";
    /** true: it was made with a sandbox key, and its messages go to the built-in sandbox alone */
    sandbox: boolean;
    /** when it was archived; null: it is not archived */
    archivedAt: string | null;
    /** how often it was written; each edit adds one */
    revision: number;
    /** who did what to it, in order */
    actions: {
        /** what was done */
        action: "schedule" | "pause" | "resume" | "stop" | "approve" | "raise_limit" | "retry" | "edit";
        /** name of the API key, or the name that an operator entered in the Web UI */
        by: string;
        /** id of the API key; null: the action was made in the Web UI, or by Herald */
        keyId: string | null;
        /** when */
        at: string;
    }[];
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
} | {
    /** shown to people; also what {{ campaign.name }} stands for */
    name: string;
    /** labels, such as promotion; limits of the account's profileLimits may be for one tag */
    tags: string[];
    /** the caller's own keys and values, such as an id in another system; at most 20. Herald only keeps and shows them */
    metadata: {
        [key: string]: string;
    };
    /** the message */
    what: {
        /** the text in Liquid, with {{ profile.NAME }} for properties of the profile; or else savedMessage */
        template?: string | undefined;
        /** the text is that of a saved message, as it is when a run begins; or else template */
        savedMessage?: {
            /** id of the saved message */
            id: string;
            /** the text that it had at this revision, whatever becomes of it; left out: its newest text */
            revision?: number | undefined;
        } | undefined;
        /** a text that needs more SMS segments than this is not sent, and goes to the error bucket */
        maxSegments: number;
    };
    /** id of the provider group that sends the messages */
    providerGroupId: string;
    /** id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out */
    topic?: string | undefined;
    /** replaces the account's windows; an empty list: no windows; left out: the account's apply */
    dnd?: DndWindowAnswer[] | undefined;
    /** whether the quiet hours of each recipient's country, and in the United States of its state, apply besides the windows (`GET /v1/quiet-hours` lists them): none (off), those that a law sets (law), or also those of industry guidelines (all). A message that is due in them is sent when they are over, by the recipient's clock. Left out: the account's setting applies */
    quietHours?: ("off" | "law" | "all") | undefined;
    /** the campaign pauses itself and sends an alert */
    pauseOnErrors?: {
        /** share of failed messages, out of those that the run has processed */
        percent: number;
        /** messages that have to be processed first */
        minMessages: number;
    } | undefined;
    /** receives the campaign's alerts; left out: the account's address does */
    alertEmail?: string | undefined;
    /** what happens to a message whose answer was lost, if the provider cannot say what became of it: it is not sent again (skip), or it is (resend) and may arrive twice */
    onUncertain: "skip" | "resend";
    /** how long, in seconds, providers are asked about a lost answer before onUncertain decides */
    resolveWithinSeconds: number;
    /** how long, in seconds from the sending, the provider may keep trying; left out: the provider's default */
    validityPeriodSeconds?: number | undefined;
    /** as profiles do something, or as the API says */
    "type": "live";
    /** what triggers a message */
    when: LiveEventAnswer | LiveApiAnswer | LiveInactionAnswer | LiveEventDateAnswer | LiveProfileDateAnswer;
    /** events before it trigger nothing; left out: from the moment at which the campaign is scheduled */
    start?: (string) | undefined;
    /** events from it on trigger nothing. The campaign ends when the messages that wait then are sent, at least 90 seconds later, since the last events are still being stored; left out: never */
    end?: (string) | undefined;
    /** nothing is sent from it on, whatever was delayed, and the campaign ends; left out: no cut-off */
    cutOff?: (string) | undefined;
    /** evaluated when a message is due: only profiles that it holds for get one; left out: all */
    filter?: SegmentConditionAnswer | undefined;
    /** how often one profile gets a message */
    frequency: FrequencyEveryTimeAnswer | FrequencyOnceAnswer | FrequencyOncePerDaysAnswer;
    /** share of the profiles that take part, drawn once for the campaign; left out: all */
    percentage?: number | undefined;
    /** limits on messages that were sent or may have been. Messages are sent in the order in which they are due; once `total` is reached, the campaign ends */
    limits: {
        /** messages of the whole campaign, over all of its runs */
        total?: number | undefined;
        /** messages of the campaign in one day: of the recipients' zones if it uses them (profile, best_time), otherwise of its own zone */
        perDay?: number | undefined;
        /** true: the campaign's messages are sent whatever the account's profileLimits say */
        ignoreProfileLimits: boolean;
        /** false: the campaign's messages don't count for the account's profileLimits */
        countForProfileLimits: boolean;
    };
    /** requires a mail server and an address for the alert */
    safetyCheck?: {
        /** once more messages than this are due in an hour, the others wait for an approval */
        maxPerHour: number;
    } | undefined;
    /** how long after it was due a message may still be sent, after a pause, an outage or do-not-disturb hours for instance; later it is skipped (expired). It should be longer than the longest do-not-disturb window. An event that arrives so late triggers nothing */
    expireAfterSeconds: number;
    /** time zone of the days of reports and of limits.perDay; left out: the account's */
    zone?: string | undefined;
    /** made by Herald: cmp_ and a ULID */
    id: string;
    /** awaiting_approval: a run is larger than the safety check allows, and waits for a decision; blocked: something can not go on, and waits for an edit, a retry or a stop */
    status: "draft" | "scheduled" | "running" | "awaiting_approval" | "blocked" | "paused" | "completed" | "stopped";
    /** true: it was made with a sandbox key, and its messages go to the built-in sandbox alone */
    sandbox: boolean;
    /** when it was archived; null: it is not archived */
    archivedAt: string | null;
    /** how often it was written; each edit adds one */
    revision: number;
    /** who did what to it, in order */
    actions: {
        /** what was done */
        action: "schedule" | "pause" | "resume" | "stop" | "approve" | "raise_limit" | "retry" | "edit";
        /** name of the API key, or the name that an operator entered in the Web UI */
        by: string;
        /** id of the API key; null: the action was made in the Web UI, or by Herald */
        keyId: string | null;
        /** when */
        at: string;
    }[];
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
};
export type Audience = {
    /** profiles that fulfil the condition */
    qualified: number;
    /** of these, those to whom a message may and can be sent */
    reachable: number;
    /** of these, those that have opted out, with or without a usable number */
    optedOut: number;
    /** of these, those that have not opted out and have no usable number */
    noUsableNumber: number;
    /** of these, those whose number doesn't get messages of the topic; 0 without a topic */
    notSubscribed: number;
    /** reachable, and not drawn, where the campaign's reach isn't everyone: they get no message */
    notChosen: number;
};
export type CampaignWithProgress = {
    /** shown to people; also what {{ campaign.name }} stands for */
    name: string;
    /** labels, such as promotion; limits of the account's profileLimits may be for one tag */
    tags: string[];
    /** the caller's own keys and values, such as an id in another system; at most 20. Herald only keeps and shows them */
    metadata: {
        [key: string]: string;
    };
    /** the message */
    what: {
        /** the text in Liquid, with {{ profile.NAME }} for properties of the profile; or else savedMessage */
        template?: string | undefined;
        /** the text is that of a saved message, as it is when a run begins; or else template */
        savedMessage?: {
            /** id of the saved message */
            id: string;
            /** the text that it had at this revision, whatever becomes of it; left out: its newest text */
            revision?: number | undefined;
        } | undefined;
        /** a text that needs more SMS segments than this is not sent, and goes to the error bucket */
        maxSegments: number;
    };
    /** id of the provider group that sends the messages */
    providerGroupId: string;
    /** id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out */
    topic?: string | undefined;
    /** replaces the account's windows; an empty list: no windows; left out: the account's apply */
    dnd?: DndWindowAnswer[] | undefined;
    /** whether the quiet hours of each recipient's country, and in the United States of its state, apply besides the windows (`GET /v1/quiet-hours` lists them): none (off), those that a law sets (law), or also those of industry guidelines (all). A message that is due in them is sent when they are over, by the recipient's clock. Left out: the account's setting applies */
    quietHours?: ("off" | "law" | "all") | undefined;
    /** the campaign pauses itself and sends an alert */
    pauseOnErrors?: {
        /** share of failed messages, out of those that the run has processed */
        percent: number;
        /** messages that have to be processed first */
        minMessages: number;
    } | undefined;
    /** receives the campaign's alerts; left out: the account's address does */
    alertEmail?: string | undefined;
    /** what happens to a message whose answer was lost, if the provider cannot say what became of it: it is not sent again (skip), or it is (resend) and may arrive twice */
    onUncertain: "skip" | "resend";
    /** how long, in seconds, providers are asked about a lost answer before onUncertain decides */
    resolveWithinSeconds: number;
    /** how long, in seconds from the sending, the provider may keep trying; left out: the provider's default */
    validityPeriodSeconds?: number | undefined;
    /** a segment at set times */
    "type": "past_behaviour";
    /** when messages are sent */
    when: WhenAnswer;
    /** which profiles get the message */
    who: WhoSegmentAnswer | WhoConditionAnswer | WhoEveryoneAnswer;
    /** how many of the qualified profiles get the message, drawn anew for each run; left out: all */
    reach: ReachAnswer;
    limits: CampaignLimitsAnswer;
    /** requires a mail server and an address for the alert */
    safetyCheck?: {
        /** a run with more recipients than this waits for an approval */
        maxAudience: number;
    } | undefined;
    /** made by Herald: cmp_ and a ULID */
    id: string;
    /** awaiting_approval: a run is larger than the safety check allows, and waits for a decision; blocked: something can not go on, and waits for an edit, a retry or a stop */
    status: "draft" | "scheduled" | "running" | "awaiting_approval" | "blocked" | "paused" | "completed" | "stopped";
    /** true: it was made with a sandbox key, and its messages go to the built-in sandbox alone */
    sandbox: boolean;
    /** when it was archived; null: it is not archived */
    archivedAt: string | null;
    /** how often it was written; each edit adds one */
    revision: number;
    /** who did what to it, in order */
    actions: {
        /** what was done */
        action: "schedule" | "pause" | "resume" | "stop" | "approve" | "raise_limit" | "retry" | "edit";
        /** name of the API key, or the name that an operator entered in the Web UI */
        by: string;
        /** id of the API key; null: the action was made in the Web UI, or by Herald */
        keyId: string | null;
        /** when */
        at: string;
    }[];
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
    /** null for a draft, and while no worker answers for the campaign */
    progress: {
        /** that of the newest run while there is one; scheduled: it waits for the next run */
        phase: "scheduled" | "freezing" | "awaiting_approval" | "sending" | "blocked" | "completed" | "stopped";
        /** who paused the campaign; null: it is not paused */
        paused: {
            /** name of the API key, or the name that an operator entered in the Web UI */
            by: string;
            /** since when */
            at: string;
        } | null;
        /** when the next run is due; null when none is to come, or one begins as soon as the campaign can */
        nextRunAt: string | null;
        /** why the next run can't be opened */
        nextRunBlocked: {
            /** type of the failure */
            "type": string | null;
            /** a sentence that says what is wrong */
            cause: string;
            /** since when */
            since: string;
        } | null;
        /** the newest run */
        run: {
            /** id of the run */
            runId: string;
            /** awaiting_approval: the safety check holds it until somebody approves it, raises the limit or stops it; blocked: it, or a part of it, waits for an edit, a retry or a stop */
            phase: "freezing" | "awaiting_approval" | "sending" | "blocked" | "completed" | "stopped";
            /** null until it is frozen */
            audience: Audience | null;
            /** more recipients than this need an approval; null without a safety check */
            safetyLimit: number | null;
            /** batches that the audience was divided into */
            batches: number;
            /** batches whose messages are all decided */
            batchesDone: number;
            /** batches that workers are sending */
            batchesInFlight: number;
            /** when the next batch is due; null where one is due or in flight */
            nextBatchAt: string | null;
            /** batches that were begun and wait, and why most of them do */
            waiting: {
                /** how many wait */
                batches: number;
                /** why most of them wait */
                reason: "providers_unavailable" | "answers_lost" | "taken_over" | "interrupted" | "time_budget" | "errors" | "dnd" | "next_day" | "limits";
                /** since when the first of them waits */
                since: string;
                /** when the first of them is tried again; null: now */
                until: string | null;
            } | null;
            /** what can't go on; the rest of the run goes on */
            blocked: {
                /** type of the failure */
                "type": string | null;
                /** a sentence that says what is wrong */
                cause: string;
                /** since when */
                since: string;
                /** those that can't go on; 0: the run as a whole */
                batches: number;
            } | null;
            /** providers of its group that workers leave alone at present, while messages are sent */
            providersDown: {
                /** id of the provider */
                providerId: string;
                /** since when */
                since: string;
                /** what it answered last */
                code: string | null;
            }[];
            /** of batches that returned, or of the last look at the ledger; the report has every message */
            messages: {
                [key: string]: number;
            };
        } | null;
        /** others still under way: in recipients' own zones a run lasts longer than a day */
        earlierRuns: {
            /** id of the run */
            runId: string;
            /** awaiting_approval: the safety check holds it until somebody approves it, raises the limit or stops it; blocked: it, or a part of it, waits for an edit, a retry or a stop */
            phase: "freezing" | "awaiting_approval" | "sending" | "blocked" | "completed" | "stopped";
            /** null until it is frozen */
            audience: Audience | null;
            /** more recipients than this need an approval; null without a safety check */
            safetyLimit: number | null;
            /** batches that the audience was divided into */
            batches: number;
            /** batches whose messages are all decided */
            batchesDone: number;
            /** batches that workers are sending */
            batchesInFlight: number;
            /** when the next batch is due; null where one is due or in flight */
            nextBatchAt: string | null;
            /** batches that were begun and wait, and why most of them do */
            waiting: {
                /** how many wait */
                batches: number;
                /** why most of them wait */
                reason: "providers_unavailable" | "answers_lost" | "taken_over" | "interrupted" | "time_budget" | "errors" | "dnd" | "next_day" | "limits";
                /** since when the first of them waits */
                since: string;
                /** when the first of them is tried again; null: now */
                until: string | null;
            } | null;
            /** what can't go on; the rest of the run goes on */
            blocked: {
                /** type of the failure */
                "type": string | null;
                /** a sentence that says what is wrong */
                cause: string;
                /** since when */
                since: string;
                /** those that can't go on; 0: the run as a whole */
                batches: number;
            } | null;
            /** providers of its group that workers leave alone at present, while messages are sent */
            providersDown: {
                /** id of the provider */
                providerId: string;
                /** since when */
                since: string;
                /** what it answered last */
                code: string | null;
            }[];
            /** of batches that returned, or of the last look at the ledger; the report has every message */
            messages: {
                [key: string]: number;
            };
        }[];
        /** of a live campaign; null: it is none */
        live: {
            /** triggers that wait until they are due */
            waiting: number;
            /** when the next of them is due; null: none waits, or some are due now */
            nextAt: string | null;
            /** the local day of today and dropped; null: nothing was looked for yet */
            day: string | null;
            /** time zone of the day */
            zone: string;
            /** the day's messages, as they were when their batches were done */
            today: {
                [key: string]: number;
            };
            /** the day's triggers that led to no message, by reason: no_event, no_match, cancelled, superseded, no_date and date_passed by the rules of `when`; filter, not_chosen (percentage) and frequency */
            dropped: {
                [key: string]: number;
            };
            /** since the campaign was scheduled */
            inAll: {
                [key: string]: number;
            };
            /** limits of the campaign */
            limits: {
                /** as of the campaign */
                total?: number | undefined;
                /** as of the campaign */
                perDay?: number | undefined;
            };
            /** what the safety check holds until somebody decides; null: nothing */
            held: {
                /** when the hour begins in which too many messages are due */
                hour: string;
                /** how many the safety check allows */
                maxPerHour: number | null;
                /** since when */
                since: string;
            } | null;
            /** what is in the way although messages are due; null: nothing */
            waitsFor: {
                /** why nothing is sent */
                reason: "providers_unavailable" | "answers_lost" | "taken_over" | "interrupted" | "time_budget" | "errors" | "dnd" | "next_day" | "limits";
                /** since when */
                since: string;
                /** when it is tried again; null: now */
                until: string | null;
            } | null;
        } | null;
    } | null;
} | {
    /** shown to people; also what {{ campaign.name }} stands for */
    name: string;
    /** labels, such as promotion; limits of the account's profileLimits may be for one tag */
    tags: string[];
    /** the caller's own keys and values, such as an id in another system; at most 20. Herald only keeps and shows them */
    metadata: {
        [key: string]: string;
    };
    /** the message */
    what: {
        /** the text in Liquid, with {{ profile.NAME }} for properties of the profile; or else savedMessage */
        template?: string | undefined;
        /** the text is that of a saved message, as it is when a run begins; or else template */
        savedMessage?: {
            /** id of the saved message */
            id: string;
            /** the text that it had at this revision, whatever becomes of it; left out: its newest text */
            revision?: number | undefined;
        } | undefined;
        /** a text that needs more SMS segments than this is not sent, and goes to the error bucket */
        maxSegments: number;
    };
    /** id of the provider group that sends the messages */
    providerGroupId: string;
    /** id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out */
    topic?: string | undefined;
    /** replaces the account's windows; an empty list: no windows; left out: the account's apply */
    dnd?: DndWindowAnswer[] | undefined;
    /** whether the quiet hours of each recipient's country, and in the United States of its state, apply besides the windows (`GET /v1/quiet-hours` lists them): none (off), those that a law sets (law), or also those of industry guidelines (all). A message that is due in them is sent when they are over, by the recipient's clock. Left out: the account's setting applies */
    quietHours?: ("off" | "law" | "all") | undefined;
    /** the campaign pauses itself and sends an alert */
    pauseOnErrors?: {
        /** share of failed messages, out of those that the run has processed */
        percent: number;
        /** messages that have to be processed first */
        minMessages: number;
    } | undefined;
    /** receives the campaign's alerts; left out: the account's address does */
    alertEmail?: string | undefined;
    /** what happens to a message whose answer was lost, if the provider cannot say what became of it: it is not sent again (skip), or it is (resend) and may arrive twice */
    onUncertain: "skip" | "resend";
    /** how long, in seconds, providers are asked about a lost answer before onUncertain decides */
    resolveWithinSeconds: number;
    /** how long, in seconds from the sending, the provider may keep trying; left out: the provider's default */
    validityPeriodSeconds?: number | undefined;
    /** as profiles do something, or as the API says */
    "type": "live";
    /** what triggers a message */
    when: LiveEventAnswer | LiveApiAnswer | LiveInactionAnswer | LiveEventDateAnswer | LiveProfileDateAnswer;
    /** events before it trigger nothing; left out: from the moment at which the campaign is scheduled */
    start?: (string) | undefined;
    /** events from it on trigger nothing. The campaign ends when the messages that wait then are sent, at least 90 seconds later, since the last events are still being stored; left out: never */
    end?: (string) | undefined;
    /** nothing is sent from it on, whatever was delayed, and the campaign ends; left out: no cut-off */
    cutOff?: (string) | undefined;
    /** evaluated when a message is due: only profiles that it holds for get one; left out: all */
    filter?: SegmentConditionAnswer | undefined;
    /** how often one profile gets a message */
    frequency: FrequencyEveryTimeAnswer | FrequencyOnceAnswer | FrequencyOncePerDaysAnswer;
    /** share of the profiles that take part, drawn once for the campaign; left out: all */
    percentage?: number | undefined;
    /** limits on messages that were sent or may have been. Messages are sent in the order in which they are due; once `total` is reached, the campaign ends */
    limits: {
        /** messages of the whole campaign, over all of its runs */
        total?: number | undefined;
        /** messages of the campaign in one day: of the recipients' zones if it uses them (profile, best_time), otherwise of its own zone */
        perDay?: number | undefined;
        /** true: the campaign's messages are sent whatever the account's profileLimits say */
        ignoreProfileLimits: boolean;
        /** false: the campaign's messages don't count for the account's profileLimits */
        countForProfileLimits: boolean;
    };
    /** requires a mail server and an address for the alert */
    safetyCheck?: {
        /** once more messages than this are due in an hour, the others wait for an approval */
        maxPerHour: number;
    } | undefined;
    /** how long after it was due a message may still be sent, after a pause, an outage or do-not-disturb hours for instance; later it is skipped (expired). It should be longer than the longest do-not-disturb window. An event that arrives so late triggers nothing */
    expireAfterSeconds: number;
    /** time zone of the days of reports and of limits.perDay; left out: the account's */
    zone?: string | undefined;
    /** made by Herald: cmp_ and a ULID */
    id: string;
    /** awaiting_approval: a run is larger than the safety check allows, and waits for a decision; blocked: something can not go on, and waits for an edit, a retry or a stop */
    status: "draft" | "scheduled" | "running" | "awaiting_approval" | "blocked" | "paused" | "completed" | "stopped";
    /** true: it was made with a sandbox key, and its messages go to the built-in sandbox alone */
    sandbox: boolean;
    /** when it was archived; null: it is not archived */
    archivedAt: string | null;
    /** how often it was written; each edit adds one */
    revision: number;
    /** who did what to it, in order */
    actions: {
        /** what was done */
        action: "schedule" | "pause" | "resume" | "stop" | "approve" | "raise_limit" | "retry" | "edit";
        /** name of the API key, or the name that an operator entered in the Web UI */
        by: string;
        /** id of the API key; null: the action was made in the Web UI, or by Herald */
        keyId: string | null;
        /** when */
        at: string;
    }[];
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
    /** null for a draft, and while no worker answers for the campaign */
    progress: {
        /** that of the newest run while there is one; scheduled: it waits for the next run */
        phase: "scheduled" | "freezing" | "awaiting_approval" | "sending" | "blocked" | "completed" | "stopped";
        /** who paused the campaign; null: it is not paused */
        paused: {
            /** name of the API key, or the name that an operator entered in the Web UI */
            by: string;
            /** since when */
            at: string;
        } | null;
        /** when the next run is due; null when none is to come, or one begins as soon as the campaign can */
        nextRunAt: string | null;
        /** why the next run can't be opened */
        nextRunBlocked: {
            /** type of the failure */
            "type": string | null;
            /** a sentence that says what is wrong */
            cause: string;
            /** since when */
            since: string;
        } | null;
        /** the newest run */
        run: {
            /** id of the run */
            runId: string;
            /** awaiting_approval: the safety check holds it until somebody approves it, raises the limit or stops it; blocked: it, or a part of it, waits for an edit, a retry or a stop */
            phase: "freezing" | "awaiting_approval" | "sending" | "blocked" | "completed" | "stopped";
            /** null until it is frozen */
            audience: Audience | null;
            /** more recipients than this need an approval; null without a safety check */
            safetyLimit: number | null;
            /** batches that the audience was divided into */
            batches: number;
            /** batches whose messages are all decided */
            batchesDone: number;
            /** batches that workers are sending */
            batchesInFlight: number;
            /** when the next batch is due; null where one is due or in flight */
            nextBatchAt: string | null;
            /** batches that were begun and wait, and why most of them do */
            waiting: {
                /** how many wait */
                batches: number;
                /** why most of them wait */
                reason: "providers_unavailable" | "answers_lost" | "taken_over" | "interrupted" | "time_budget" | "errors" | "dnd" | "next_day" | "limits";
                /** since when the first of them waits */
                since: string;
                /** when the first of them is tried again; null: now */
                until: string | null;
            } | null;
            /** what can't go on; the rest of the run goes on */
            blocked: {
                /** type of the failure */
                "type": string | null;
                /** a sentence that says what is wrong */
                cause: string;
                /** since when */
                since: string;
                /** those that can't go on; 0: the run as a whole */
                batches: number;
            } | null;
            /** providers of its group that workers leave alone at present, while messages are sent */
            providersDown: {
                /** id of the provider */
                providerId: string;
                /** since when */
                since: string;
                /** what it answered last */
                code: string | null;
            }[];
            /** of batches that returned, or of the last look at the ledger; the report has every message */
            messages: {
                [key: string]: number;
            };
        } | null;
        /** others still under way: in recipients' own zones a run lasts longer than a day */
        earlierRuns: {
            /** id of the run */
            runId: string;
            /** awaiting_approval: the safety check holds it until somebody approves it, raises the limit or stops it; blocked: it, or a part of it, waits for an edit, a retry or a stop */
            phase: "freezing" | "awaiting_approval" | "sending" | "blocked" | "completed" | "stopped";
            /** null until it is frozen */
            audience: Audience | null;
            /** more recipients than this need an approval; null without a safety check */
            safetyLimit: number | null;
            /** batches that the audience was divided into */
            batches: number;
            /** batches whose messages are all decided */
            batchesDone: number;
            /** batches that workers are sending */
            batchesInFlight: number;
            /** when the next batch is due; null where one is due or in flight */
            nextBatchAt: string | null;
            /** batches that were begun and wait, and why most of them do */
            waiting: {
                /** how many wait */
                batches: number;
                /** why most of them wait */
                reason: "providers_unavailable" | "answers_lost" | "taken_over" | "interrupted" | "time_budget" | "errors" | "dnd" | "next_day" | "limits";
                /** since when the first of them waits */
                since: string;
                /** when the first of them is tried again; null: now */
                until: string | null;
            } | null;
            /** what can't go on; the rest of the run goes on */
            blocked: {
                /** type of the failure */
                "type": string | null;
                /** a sentence that says what is wrong */
                cause: string;
                /** since when */
                since: string;
                /** those that can't go on; 0: the run as a whole */
                batches: number;
            } | null;
            /** providers of its group that workers leave alone at present, while messages are sent */
            providersDown: {
                /** id of the provider */
                providerId: string;
                /** since when */
                since: string;
                /** what it answered last */
                code: string | null;
            }[];
            /** of batches that returned, or of the last look at the ledger; the report has every message */
            messages: {
                [key: string]: number;
            };
        }[];
        /** of a live campaign; null: it is none */
        live: {
            /** triggers that wait until they are due */
            waiting: number;
            /** when the next of them is due; null: none waits, or some are due now */
            nextAt: string | null;
            /** the local day of today and dropped; null: nothing was looked for yet */
            day: string | null;
            /** time zone of the day */
            zone: string;
            /** the day's messages, as they were when their batches were done */
            today: {
                [key: string]: number;
            };
            /** the day's triggers that led to no message, by reason: no_event, no_match, cancelled, superseded, no_date and date_passed by the rules of `when`; filter, not_chosen (percentage) and frequency */
            dropped: {
                [key: string]: number;
            };
            /** since the campaign was scheduled */
            inAll: {
                [key: string]: number;
            };
            /** limits of the campaign */
            limits: {
                /** as of the campaign */
                total?: number | undefined;
                /** as of the campaign */
                perDay?: number | undefined;
            };
            /** what the safety check holds until somebody decides; null: nothing */
            held: {
                /** when the hour begins in which too many messages are due */
                hour: string;
                /** how many the safety check allows */
                maxPerHour: number | null;
                /** since when */
                since: string;
            } | null;
            /** what is in the way although messages are due; null: nothing */
            waitsFor: {
                /** why nothing is sent */
                reason: "providers_unavailable" | "answers_lost" | "taken_over" | "interrupted" | "time_budget" | "errors" | "dnd" | "next_day" | "limits";
                /** since when */
                since: string;
                /** when it is tried again; null: now */
                until: string | null;
            } | null;
        } | null;
    } | null;
};
export type CampaignPatch = {
    /** shown to people; also what {{ campaign.name }} stands for */
    name?: string | undefined;
    /** labels, such as promotion; limits of the account's profileLimits may be for one tag */
    tags?: (string[] | null) | undefined;
    /** the caller's own keys and values, such as an id in another system; at most 20. Herald only keeps and shows them */
    metadata?: ({
        [key: string]: string | null;
    } | null) | undefined;
    /** the message */
    what?: {
        /** the text in Liquid, with {{ profile.NAME }} for properties of the profile; or else savedMessage */
        template?: (string | null) | undefined;
        /** the text is that of a saved message, as it is when a run begins; or else template */
        savedMessage?: ({
            /** id of the saved message */
            id?: string | undefined;
            /** the text that it had at this revision, whatever becomes of it; left out: its newest text */
            revision?: (number | null) | undefined;
        } | null) | undefined;
        /** a text that needs more SMS segments than this is not sent, and goes to the error bucket */
        maxSegments?: (number | null) | undefined;
    } | undefined;
    /** id of the provider group that sends the messages */
    providerGroupId?: string | undefined;
    /** id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out */
    topic?: (string | null) | undefined;
    /** replaces the account's windows; an empty list: no windows; left out: the account's apply */
    dnd?: (DndWindow[] | null) | undefined;
    /** whether the quiet hours of each recipient's country, and in the United States of its state, apply besides the windows (`GET /v1/quiet-hours` lists them): none (off), those that a law sets (law), or also those of industry guidelines (all). A message that is due in them is sent when they are over, by the recipient's clock. Left out: the account's setting applies */
    quietHours?: (("off" | "law" | "all") | null) | undefined;
    /** the campaign pauses itself and sends an alert */
    pauseOnErrors?: ({
        /** share of failed messages, out of those that the run has processed */
        percent?: number | undefined;
        /** messages that have to be processed first */
        minMessages?: (number | null) | undefined;
    } | null) | undefined;
    /** receives the campaign's alerts; left out: the account's address does */
    alertEmail?: (string | null) | undefined;
    /** what happens to a message whose answer was lost, if the provider cannot say what became of it: it is not sent again (skip), or it is (resend) and may arrive twice */
    onUncertain?: (("skip" | "resend") | null) | undefined;
    /** how long, in seconds, providers are asked about a lost answer before onUncertain decides */
    resolveWithinSeconds?: (number | null) | undefined;
    /** how long, in seconds from the sending, the provider may keep trying; left out: the provider's default */
    validityPeriodSeconds?: (number | null) | undefined;
    /** a segment at set times */
    "type"?: ("past_behaviour" | "live") | undefined;
    /** when messages are sent */
    when?: {
        /** the variant */
        kind?: ("now" | "at" | "dates" | "recurring" | "event" | "api" | "inaction" | "event_date" | "profile_date") | undefined;
        /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
        at?: ((string) | null) | undefined;
        /** local dates and times without offset, such as 2026-05-07T10:00 */
        dates?: (string[] | null) | undefined;
        /** the time zone of the times: the account's (account), a named one, each profile's own (profile), or each profile's own at the hour in which the profile is most active (best_time; the given time of day then applies to profiles that were never active) */
        zone?: ((string | (("profile" | string) | null)) | null) | undefined;
        /** with profile and best_time: the time zone of profiles that have none. Left out: account */
        defaultZone?: (string | null) | undefined;
        /** with profile and best_time: what happens to recipients whose hour has already passed when the run starts, or passed more than 15 minutes before a run held by the safety check was approved. Left out: skip. next_day skips recipients whose next hour is on or after the day of the next run */
        late?: (("skip" | "send_now" | "next_day") | null) | undefined;
        /** the days on which it runs */
        rule?: ({
            /** the variant */
            kind?: ("daily" | "weekly" | "monthly" | "rrule") | undefined;
            /** every N days */
            every?: (((number | null) | (number | null) | (number | null)) | null) | undefined;
            /** days of the week */
            days?: (("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[] | null) | undefined;
            /** months without that day are left out; last is the last day of each month */
            day?: ((number | "last") | null) | undefined;
            /** a recurrence rule of RFC 5545 for days only, such as FREQ=MONTHLY;BYDAY=-1FR; INTERVAL counts from the first matching day. A rule that names no day has that of the start: one that begins on the 31st leaves out months without a 31st */
            text?: (string | null) | undefined;
        } | null) | undefined;
        /** the local time of each run, from 00:00 to 23:59 */
        time?: ((string) | null) | undefined;
        /** the first day. Left out: the day on which the campaign is scheduled */
        start?: (string | null) | undefined;
        /** when it ends; left out: never */
        end?: ({
            /** the variant */
            kind?: ("never" | "on" | "after") | undefined;
            /** from 2000-01-01 to 2199-12-31, such as 2026-05-07; included */
            date?: (string | null) | undefined;
            /** how many runs there are in all */
            runs?: (number | null) | undefined;
        } | null) | undefined;
        /** name of the event, such as purchase */
        event?: (string | null) | undefined;
        /** tests that the event must all pass; left out: every event of the name matches */
        where?: (({
            /** name of the event's property */
            property: string;
            /** whether it has to be the value, or must not be it */
            operator: "equals" | "not_equals";
            /** compared with its type: the number 7 is not the text "7" */
            value: string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            };
        } | {
            /** name of the event's property */
            property: string;
            /** whether it has to be one of the values, or none */
            operator: "in" | "not_in";
            /** 1 to 1,000 values */
            value: (string | number | boolean | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            })[];
        } | {
            /** name of the event's property */
            property: string;
            /** less, less or equal, greater, greater or equal */
            operator: "lt" | "lte" | "gt" | "gte";
            /** a number or a date; the other type never matches */
            value: number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            };
        } | {
            /** name of the event's property */
            property: string;
            operator: "between";
            /** lower and upper bound, both included */
            value: ((number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            }) | (number | {
                /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                date: string;
            }))[];
        } | {
            /** name of the event's property */
            property: string;
            /** whether the text has the part, or lacks it */
            operator: "contains" | "not_contains";
            /** a part of the text; case-sensitive */
            value: string;
        } | {
            /** name of the event's property */
            property: string;
            operator: "anniversary";
            /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
            value: {
                /** the first day, counted from today: -1 is yesterday */
                fromDay?: number | undefined;
                /** the last day, counted from today: 1 is tomorrow */
                toDay?: number | undefined;
            };
        } | {
            /** name of the event's property */
            property: string;
            /** whether there is a value, or none */
            operator: "exists" | "not_exists";
        })[] | null) | undefined;
        /** how long after it the message is due, in seconds, up to 90 days; left out: at once */
        delaySeconds?: (number | null) | undefined;
        /** the event that must not happen within the time */
        unless?: ({
            /** name of the event, such as purchase */
            event?: string | undefined;
            /** tests that the event must all pass; left out: every event of the name matches */
            where?: (({
                /** name of the event's property */
                property: string;
                /** whether it has to be the value, or must not be it */
                operator: "equals" | "not_equals";
                /** compared with its type: the number 7 is not the text "7" */
                value: string | number | boolean | {
                    /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                    date: string;
                };
            } | {
                /** name of the event's property */
                property: string;
                /** whether it has to be one of the values, or none */
                operator: "in" | "not_in";
                /** 1 to 1,000 values */
                value: (string | number | boolean | {
                    /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                    date: string;
                })[];
            } | {
                /** name of the event's property */
                property: string;
                /** less, less or equal, greater, greater or equal */
                operator: "lt" | "lte" | "gt" | "gte";
                /** a number or a date; the other type never matches */
                value: number | {
                    /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                    date: string;
                };
            } | {
                /** name of the event's property */
                property: string;
                operator: "between";
                /** lower and upper bound, both included */
                value: ((number | {
                    /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                    date: string;
                }) | (number | {
                    /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                    date: string;
                }))[];
            } | {
                /** name of the event's property */
                property: string;
                /** whether the text has the part, or lacks it */
                operator: "contains" | "not_contains";
                /** a part of the text; case-sensitive */
                value: string;
            } | {
                /** name of the event's property */
                property: string;
                operator: "anniversary";
                /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
                value: {
                    /** the first day, counted from today: -1 is yesterday */
                    fromDay?: number | undefined;
                    /** the last day, counted from today: 1 is tomorrow */
                    toDay?: number | undefined;
                };
            } | {
                /** name of the event's property */
                property: string;
                /** whether there is a value, or none */
                operator: "exists" | "not_exists";
            })[] | null) | undefined;
        } | null) | undefined;
        /** the time from the first event, in seconds, up to 90 days; its end is included */
        withinSeconds?: (number | null) | undefined;
        /** property that both events have with the same value, such as the id of a cart; left out: any two belong together */
        tiedBy?: (string | null) | undefined;
        /** what a further event within the time does: the time begins anew (restart), or goes on unchanged (keep), or the further event has a time of its own (each) */
        again?: (("restart" | "keep" | "each") | null) | undefined;
        /** property of the event with the date, such as the date of a journey */
        property?: ((string) | null) | undefined;
        /** property that tells what the date belongs to, such as the id of a booking: of the events with one value the latest counts. Left out: the latest event of the profile counts */
        identifiedBy?: (string | null) | undefined;
        /** when messages are due, in days or hours from the date; each is a message of its own */
        offsets?: ((OffsetDays | OffsetHours)[] | null) | undefined;
        /** an event after which no reminder of the date is sent; left out: none */
        cancelledBy?: ({
            /** name of the event, such as purchase */
            event?: string | undefined;
            /** tests that the event must all pass; left out: every event of the name matches */
            where?: (({
                /** name of the event's property */
                property: string;
                /** whether it has to be the value, or must not be it */
                operator: "equals" | "not_equals";
                /** compared with its type: the number 7 is not the text "7" */
                value: string | number | boolean | {
                    /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                    date: string;
                };
            } | {
                /** name of the event's property */
                property: string;
                /** whether it has to be one of the values, or none */
                operator: "in" | "not_in";
                /** 1 to 1,000 values */
                value: (string | number | boolean | {
                    /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                    date: string;
                })[];
            } | {
                /** name of the event's property */
                property: string;
                /** less, less or equal, greater, greater or equal */
                operator: "lt" | "lte" | "gt" | "gte";
                /** a number or a date; the other type never matches */
                value: number | {
                    /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                    date: string;
                };
            } | {
                /** name of the event's property */
                property: string;
                operator: "between";
                /** lower and upper bound, both included */
                value: ((number | {
                    /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                    date: string;
                }) | (number | {
                    /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
                    date: string;
                }))[];
            } | {
                /** name of the event's property */
                property: string;
                /** whether the text has the part, or lacks it */
                operator: "contains" | "not_contains";
                /** a part of the text; case-sensitive */
                value: string;
            } | {
                /** name of the event's property */
                property: string;
                operator: "anniversary";
                /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
                value: {
                    /** the first day, counted from today: -1 is yesterday */
                    fromDay?: number | undefined;
                    /** the last day, counted from today: 1 is tomorrow */
                    toDay?: number | undefined;
                };
            } | {
                /** name of the event's property */
                property: string;
                /** whether there is a value, or none */
                operator: "exists" | "not_exists";
            })[] | null) | undefined;
        } | null) | undefined;
        /** true: each year on the day; 29 February is the 28th in common years */
        yearly?: (boolean | null) | undefined;
    } | undefined;
    /** which profiles get the message */
    who?: ({
        /** the variant */
        kind?: ("segment" | "condition" | "everyone") | undefined;
        /** id of the segment */
        segmentId?: (string | null) | undefined;
        /** which profiles get the message */
        condition?: ({
            [key: string]: unknown;
        } | null) | undefined;
    } | null) | undefined;
    /** how many of the qualified profiles get the message, drawn anew for each run; left out: all */
    reach?: ({
        /** the variant */
        kind?: ("everyone" | "percentage" | "number") | undefined;
        /** share of the recipients, above 0 and up to 100 */
        percentage?: (number | null) | undefined;
        /** how many recipients; all of them if there are fewer */
        "number"?: (number | null) | undefined;
    } | null) | undefined;
    /** limits on messages that were sent or may have been; failed and skipped ones do not count */
    limits?: ((({
        /** messages of the whole campaign, over all of its runs */
        total?: (number | null) | undefined;
        /** messages of the campaign in one day: of the recipients' zones if it uses them (profile, best_time), otherwise of its own zone */
        perDay?: (number | null) | undefined;
        /** messages of each run */
        perRun?: (number | null) | undefined;
        /** true: the campaign's messages are sent whatever the account's profileLimits say */
        ignoreProfileLimits?: (boolean | null) | undefined;
        /** false: the campaign's messages don't count for the account's profileLimits */
        countForProfileLimits?: (boolean | null) | undefined;
    } | null) | ({
        /** messages of the whole campaign, over all of its runs */
        total?: (number | null) | undefined;
        /** messages of the campaign in one day: of the recipients' zones if it uses them (profile, best_time), otherwise of its own zone */
        perDay?: (number | null) | undefined;
        /** true: the campaign's messages are sent whatever the account's profileLimits say */
        ignoreProfileLimits?: (boolean | null) | undefined;
        /** false: the campaign's messages don't count for the account's profileLimits */
        countForProfileLimits?: (boolean | null) | undefined;
    } | null)) | null) | undefined;
    /** requires a mail server and an address for the alert */
    safetyCheck?: ((({
        /** a run with more recipients than this waits for an approval */
        maxAudience?: number | undefined;
    } | null) | ({
        /** once more messages than this are due in an hour, the others wait for an approval */
        maxPerHour?: number | undefined;
    } | null)) | null) | undefined;
    /** events before it trigger nothing; left out: from the moment at which the campaign is scheduled */
    start?: ((string) | null) | undefined;
    /** events from it on trigger nothing. The campaign ends when the messages that wait then are sent, at least 90 seconds later, since the last events are still being stored; left out: never */
    end?: ((string) | null) | undefined;
    /** nothing is sent from it on, whatever was delayed, and the campaign ends; left out: no cut-off */
    cutOff?: ((string) | null) | undefined;
    /** evaluated when a message is due: only profiles that it holds for get one; left out: all */
    filter?: ({
        [key: string]: unknown;
    } | null) | undefined;
    /** how often one profile gets a message */
    frequency?: ({
        /** the variant */
        kind?: ("every_time" | "once" | "once_per_days") | undefined;
        /** length, in days of 24 hours */
        days?: (number | null) | undefined;
    } | null) | undefined;
    /** share of the profiles that take part, drawn once for the campaign; left out: all */
    percentage?: (number | null) | undefined;
    /** how long after it was due a message may still be sent, after a pause, an outage or do-not-disturb hours for instance; later it is skipped (expired). It should be longer than the longest do-not-disturb window. An event that arrives so late triggers nothing */
    expireAfterSeconds?: (number | null) | undefined;
    /** time zone of the days of reports and of limits.perDay; left out: the account's */
    zone?: (string | null) | undefined;
};
export type CampaignCheckInput = {
    [key: string]: unknown;
};
export type CampaignCheck = {
    /** whether the campaign could be scheduled now */
    valid: boolean;
    /** what scheduling would refuse; empty: nothing */
    problems: {
        /** a JSON pointer into the body (/what/template), or a parameter or header (query: limit) */
        field: string;
        /** why it is refused; not_accepted: for a reason that no schema can express, such as an id of nothing */
        code: "required" | "unknown_field" | "wrong_type" | "not_one_of" | "out_of_range" | "wrong_format" | "not_accepted" | "erased";
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[];
    /** properties that the condition compares with numbers, and that hold texts at some profiles or events; events that it looks for further back than they are kept */
    notes?: {
        /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
        field: string;
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[] | undefined;
    /** the next 5 runs at most, if the campaign were scheduled now */
    upcoming: {
        /** the local date and time, such as 2026-05-07T18:00 */
        local: string;
        /** the time zone of the local time, or each profile's own (profile, best_time) */
        zone: string;
        /** the instant of the local time in the earliest time zone, when the run starts */
        firstAt: string;
        /** the instant of the local time in the latest time zone; equal to firstAt where all recipients are due at the same instant */
        lastAt: string;
    }[];
    /** the quiet hours of countries and states that would apply: the campaign's setting, or else the account's. An estimate (POST /v1/segments/estimate) counts recipients by country */
    quietHours: "off" | "law" | "all";
    /** the messages to up to 3 profiles */
    preview: {
        /** id of the profile */
        profileId: string;
        /** the message to the profile; null where it could not be composed */
        text: string | null;
        /** encoding of the text; null without one */
        encoding: ("GSM-7" | "UCS-2") | null;
        /** the number of SMS segments that are sent and charged */
        segments: number;
        /** the first ten characters that require UCS-2; one that can not be seen by its name, such as U+00A0 NO-BREAK SPACE */
        notInGsm7: string[];
        /** regions whose quiet hours apply to the profile's number, such as US and US-FL (GET /v1/quiet-hours); empty: none, or the setting quietHours is off */
        quietHours: string[];
        /** why there is no text, or why the message would not be sent */
        reason: string | null;
        /** more about the reason, such as the missing property; null: there is no more */
        detail: string | null;
    }[];
    /** how often the campaign would have been triggered, had it been under way: by the events and profiles that are stored, without its filter, frequency, percentage and limits */
    history?: {
        /** messages that would have been due in the last 7 days of 24 hours */
        last7Days: number;
        /** messages that would have been due in the last 30 days of 24 hours */
        last30Days: number;
        /** the most messages in one hour of the 30 days: safetyCheck.maxPerHour has to be higher, with a margin */
        mostPerHour: number;
        /** the hours of the 30 days, by UTC, in which there were any; the earliest first */
        hours: {
            /** ISO 8601, UTC */
            hour: string;
            /** messages that were due in the hour */
            messages: number;
        }[];
        /** false: counting took more than 10 seconds and was ended, and there were more */
        isComplete: boolean;
    } | undefined;
};
export type ApproveInput = {
    /** which run, as in /runs/{occurrence}; wanted where several wait, since each is decided on by itself */
    occurrence?: number | undefined;
};
export type RaiseLimitInput = {
    /** the new safetyCheck.maxAudience; a run to at most so many goes on */
    limit: number;
    /** which run, as in /runs/{occurrence}; wanted where several wait, since each is decided on by itself */
    occurrence?: number | undefined;
};
export type TriggerInput = {
    /** 1 to 1,000 objects: `profileId`, and if wanted `key` and `data` */
    items: unknown[];
};
export type TriggerOutcome = {
    /** items that trigger a message; when it is due, filter, frequency and limits decide */
    accepted: number;
    /** items whose profile was triggered with the same key before; nothing changed */
    known: number;
    /** items that trigger nothing; `outcomes` says why */
    rejected: number;
    /** one for each item, in the order of the items */
    outcomes: {
        /** position of the item, from 0 */
        index: number;
        /** unchanged: the profile had all of it before; known: the profile had an event of this name and id, or a trigger of this key */
        outcome: "accepted" | "unchanged" | "known" | "rejected";
        /** why it was rejected */
        problems?: {
            /** a JSON pointer into the body (/what/template), or a parameter or header (query: limit) */
            field: string;
            /** why it is refused; not_accepted: for a reason that no schema can express, such as an id of nothing */
            code: "required" | "unknown_field" | "wrong_type" | "not_one_of" | "out_of_range" | "wrong_format" | "not_accepted" | "erased";
            /** the value that was given; only its shape when it may be secret or personal */
            got: string;
            /** the expected value */
            wanted: string;
        }[] | undefined;
        /** a phone that is no usable number, a property that was left out, an id that another event has, optedOut: false for a profile that stays opted out */
        notes?: {
            /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
            field: string;
            /** the value that was given; only its shape when it may be secret or personal */
            got: string;
            /** the expected value */
            wanted: string;
        }[] | undefined;
    }[];
};
export type SavedMessageInput = {
    /** unique among saved messages; journeys use the saved message by it */
    name: string;
    /** the text in Liquid, with {{ profile.NAME }} for properties of the profile. A text with {{ event.NAME }} can be used where an event triggers the message, or data is given */
    template: string;
};
export type SavedMessage = {
    /** made by Herald: txt_ and a ULID */
    id: string;
    /** unique among saved messages; journeys use the saved message by it */
    name: string;
    /** the text in Liquid, with {{ profile.NAME }} for properties of the profile. A text with {{ event.NAME }} can be used where an event triggers the message, or data is given */
    template: string;
    /** increases with each change; campaigns and single messages may name one */
    revision: number;
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
    /** name of the API key that made the last change */
    updatedBy: string;
};
export type SavedMessagePatch = {
    /** unique among saved messages; journeys use the saved message by it */
    name?: string | undefined;
    /** the text in Liquid, with {{ profile.NAME }} for properties of the profile. A text with {{ event.NAME }} can be used where an event triggers the message, or data is given */
    template?: string | undefined;
};
export type CalendarLimitAnswer = {
    kind: "calendar";
    /** the most messages */
    max: number;
    /** a day or a week of the profile's time zone; a week begins on Monday */
    per: "day" | "week";
    /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
    tag?: string | undefined;
};
export type RollingLimitAnswer = {
    kind: "rolling";
    /** the most messages */
    max: number;
    /** length of the time, in days of 24 hours */
    days: number;
    /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
    tag?: string | undefined;
};
export type MinimumGapAnswer = {
    kind: "minimum_gap";
    /** hours between two messages */
    hours: number;
    /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
    tag?: string | undefined;
};
export type Run = {
    /** id of the run: of the campaign and the occurrence */
    runId: string;
    /** id of the campaign */
    campaignId: string;
    /** which of the campaign’s runs, from 1 */
    occurrence: number;
    /** paused, blocked: its campaign is; awaiting_approval: it is larger than its safety check allows, and waits for a decision */
    status: "freezing" | "awaiting_approval" | "sending" | "paused" | "blocked" | "completed" | "stopped";
    /** when the run was due */
    dueAt: string;
    /** when it began */
    startedAt: string;
    /** null: it is not finished */
    finishedAt: string | null;
    /** null until it is frozen */
    audience: Audience | null;
    /** batches that the audience was divided into */
    batches: number;
    /** the local date and time that was planned, and whose clock shows it: a zone's, or each profile's own (profile, best_time) */
    schedule: {
        /** local date and time, such as 2026-05-07T18:00 */
        local: string;
        /** IANA time zone, profile or best_time */
        zone: string;
    };
    /** how many of the qualified profiles it was to go to */
    reach: ReachAnswer;
    /** whose text it had; null: a text of the campaign itself */
    savedMessage: {
        /** of the saved message */
        id: string;
        /** its revision */
        revision: number;
    } | null;
    /** the topic of the campaign, as the run started with it; null: none */
    topic: {
        /** id of the topic, such as offers */
        id: string;
        /** what a number needs to get its messages */
        optIn: "not_needed" | "single" | "double";
    } | null;
    limits: CampaignLimitsAnswer;
    /** the account's limits over all campaigns, as the run started with them */
    profileLimits: (CalendarLimitAnswer | RollingLimitAnswer | MinimumGapAnswer)[];
    /** the campaign's windows, or else the account's */
    dnd: DndWindowAnswer[];
    /** which quiet hours of recipients' countries and states apply as well */
    quietHours: "off" | "law" | "all";
    /** more recipients than this needed an approval; null: none was needed */
    safetyLimit: number | null;
    /** true: of a sandbox campaign: nobody got anything, and the figures are those of the built-in sandbox */
    sandbox: boolean;
    /** since when its messages and its audience are removed, by the account's retention; null: they are there */
    messagesRemovedAt: string | null;
    /** id of the provider group */
    providerGroupId: string;
    /** of the provider group, as the run started with it */
    members: {
        /** id of the provider */
        providerId: string;
        /** the provider serves only numbers of these countries (ISO 3166-1 alpha-2); left out: all */
        countries?: string[] | undefined;
    }[];
};
export type RunReport = {
    /** id of the run: of the campaign and the occurrence */
    runId: string;
    /** id of the campaign */
    campaignId: string;
    /** paused, blocked: its campaign is; awaiting_approval: it is larger than its safety check allows, and waits for a decision */
    status: "freezing" | "awaiting_approval" | "sending" | "paused" | "blocked" | "completed" | "stopped";
    /** when the run was due */
    dueAt: string;
    /** when it began */
    startedAt: string;
    /** null: it is not finished */
    finishedAt: string | null;
    /** true: of a sandbox campaign: nobody got anything, and the figures are those of the built-in sandbox */
    sandbox: boolean;
    /** since when its messages and its audience are removed, by the account's retention; null: they are there */
    messagesRemovedAt: string | null;
    /** null until it is frozen */
    audience: Audience | null;
    /** taken by a provider: accepted, delivered and undelivered */
    sent: number;
    /** recipients without a message so far; who was not drawn (audience.notChosen) is none */
    notYet: number;
    /** number of messages by status */
    byStatus: {
        [key: string]: number;
    };
    /** one for each provider that took a message */
    providers: {
        /** id of the provider */
        providerId: string;
        /** taken by it, whatever became of them */
        accepted: number;
        /** of these, those that a receipt says were delivered */
        delivered: number;
        /** of these, those that a receipt says were not delivered */
        undelivered: number;
        /** SMS segments of those that it took */
        segments: number;
    }[];
    /** messages that another provider took than the one first tried */
    failovers: number;
    /** failed and skipped, by reason, the most frequent first */
    errorBucket: {
        /** as of a message */
        reason: "opted_out" | "no_usable_number" | "not_subscribed" | "profile_deleted" | "duplicate_number" | "hour_passed" | "after_end" | "expired" | "dnd" | "aborted" | "total_limit" | "daily_limit" | "run_limit" | "profile_limit" | "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "answer_lost";
        /** of aborted ones: the reason that the template gives */
        detail?: string | undefined;
        /** messages with this reason */
        count: number;
    }[];
    /** messages whose answer was lost, by how that was resolved */
    lostAnswers: {
        /** a lookup found the message at the provider */
        found: number;
        /** a lookup did not find it, and it was sent again */
        not_found: number;
        /** a receipt arrived */
        receipt: number;
        /** the provider could not tell, and onUncertain: resend sent it again */
        policy: number;
        /** it is not known whether the message was sent */
        uncertain: number;
    };
    /** sent messages and their SMS segments, by encoding */
    segments: {
        /** texts in GSM-7 */
        "GSM-7": {
            /** messages that were sent */
            messages: number;
            /** their SMS segments */
            segments: number;
        };
        /** texts in UCS-2 */
        "UCS-2": {
            /** messages that were sent */
            messages: number;
            /** their SMS segments */
            segments: number;
        };
    };
};
export type CampaignReport = {
    /** id of the campaign */
    campaignId: string;
    /** true: of a sandbox campaign: nobody got anything, and the figures are those of the built-in sandbox */
    sandbox: boolean;
    /** null until it is frozen */
    audience: Audience | null;
    /** taken by a provider: accepted, delivered and undelivered */
    sent: number;
    /** recipients without a message so far; who was not drawn (audience.notChosen) is none */
    notYet: number;
    /** number of messages by status */
    byStatus: {
        [key: string]: number;
    };
    /** one for each provider that took a message */
    providers: {
        /** id of the provider */
        providerId: string;
        /** taken by it, whatever became of them */
        accepted: number;
        /** of these, those that a receipt says were delivered */
        delivered: number;
        /** of these, those that a receipt says were not delivered */
        undelivered: number;
        /** SMS segments of those that it took */
        segments: number;
    }[];
    /** messages that another provider took than the one first tried */
    failovers: number;
    /** failed and skipped, by reason, the most frequent first */
    errorBucket: {
        /** as of a message */
        reason: "opted_out" | "no_usable_number" | "not_subscribed" | "profile_deleted" | "duplicate_number" | "hour_passed" | "after_end" | "expired" | "dnd" | "aborted" | "total_limit" | "daily_limit" | "run_limit" | "profile_limit" | "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "answer_lost";
        /** of aborted ones: the reason that the template gives */
        detail?: string | undefined;
        /** messages with this reason */
        count: number;
    }[];
    /** messages whose answer was lost, by how that was resolved */
    lostAnswers: {
        /** a lookup found the message at the provider */
        found: number;
        /** a lookup did not find it, and it was sent again */
        not_found: number;
        /** a receipt arrived */
        receipt: number;
        /** the provider could not tell, and onUncertain: resend sent it again */
        policy: number;
        /** it is not known whether the message was sent */
        uncertain: number;
    };
    /** sent messages and their SMS segments, by encoding */
    segments: {
        /** texts in GSM-7 */
        "GSM-7": {
            /** messages that were sent */
            messages: number;
            /** their SMS segments */
            segments: number;
        };
        /** texts in UCS-2 */
        "UCS-2": {
            /** messages that were sent */
            messages: number;
            /** their SMS segments */
            segments: number;
        };
    };
    /** what the runs of each day came to, the newest 400 days */
    days: {
        /** local date of the runs, such as 2026-05-07 */
        day: string;
        /** which of the campaign’s runs, the newest first */
        occurrences: number[];
        /** null until it is frozen */
        audience: Audience | null;
        /** taken by a provider: accepted, delivered and undelivered */
        sent: number;
        /** recipients without a message so far; who was not drawn (audience.notChosen) is none */
        notYet: number;
        /** number of messages by status */
        byStatus: {
            [key: string]: number;
        };
        /** one for each provider that took a message */
        providers: {
            /** id of the provider */
            providerId: string;
            /** taken by it, whatever became of them */
            accepted: number;
            /** of these, those that a receipt says were delivered */
            delivered: number;
            /** of these, those that a receipt says were not delivered */
            undelivered: number;
            /** SMS segments of those that it took */
            segments: number;
        }[];
        /** messages that another provider took than the one first tried */
        failovers: number;
        /** failed and skipped, by reason, the most frequent first */
        errorBucket: {
            /** as of a message */
            reason: "opted_out" | "no_usable_number" | "not_subscribed" | "profile_deleted" | "duplicate_number" | "hour_passed" | "after_end" | "expired" | "dnd" | "aborted" | "total_limit" | "daily_limit" | "run_limit" | "profile_limit" | "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "answer_lost";
            /** of aborted ones: the reason that the template gives */
            detail?: string | undefined;
            /** messages with this reason */
            count: number;
        }[];
        /** messages whose answer was lost, by how that was resolved */
        lostAnswers: {
            /** a lookup found the message at the provider */
            found: number;
            /** a lookup did not find it, and it was sent again */
            not_found: number;
            /** a receipt arrived */
            receipt: number;
            /** the provider could not tell, and onUncertain: resend sent it again */
            policy: number;
            /** it is not known whether the message was sent */
            uncertain: number;
        };
        /** sent messages and their SMS segments, by encoding */
        segments: {
            /** texts in GSM-7 */
            "GSM-7": {
                /** messages that were sent */
                messages: number;
                /** their SMS segments */
                segments: number;
            };
            /** texts in UCS-2 */
            "UCS-2": {
                /** messages that were sent */
                messages: number;
                /** their SMS segments */
                segments: number;
            };
        };
    }[];
};
export type Journey = {
    /** as in the code of the journey */
    name: string;
    /** as in the code of the journey */
    description: string;
    /** running; paused: everybody is held before the next step; draining: nobody enters, and the people in it go on; stopped: nobody is in it */
    state: "running" | "paused" | "draining" | "stopped";
    /** when the state was last changed; null: never */
    changedAt: string | null;
    /** name of the API key that changed it */
    changedBy: string | null;
    /** name of the event that starts it; null: only the API does */
    startedBy: string | null;
    /** its texts by name, in Liquid */
    texts: {
        [key: string]: string | {
            /** name of the saved message whose text it is */
            savedMessage: string;
        };
    };
};
export type JourneyProgress = {
    /** as in the code of the journey */
    name: string;
    /** as in the code of the journey */
    description: string;
    /** running; paused: everybody is held before the next step; draining: nobody enters, and the people in it go on; stopped: nobody is in it */
    state: "running" | "paused" | "draining" | "stopped";
    /** when the state was last changed; null: never */
    changedAt: string | null;
    /** name of the API key that changed it */
    changedBy: string | null;
    /** name of the event that starts it; null: only the API does */
    startedBy: string | null;
    /** its texts by name, in Liquid */
    texts: {
        [key: string]: string | {
            /** name of the saved message whose text it is */
            savedMessage: string;
        };
    };
    /** how many people there are, by where they are; each entry counts */
    people: {
        /** those that have entered a moment ago */
        entering: number;
        /** those that are in it */
        active: number;
        /** those that are in it, and wait because it is paused */
        held: number;
        /** those that came to its end */
        completed: number;
        /** those that an event took out of it */
        exited: number;
        /** those that were taken out of it */
        removed: number;
        /** those that were in it when it was stopped */
        stopped: number;
        /** those that had too many steps */
        failed: number;
    };
    /** how many of those that have left it had reached its goal */
    converted: number;
    /** where the people in it are, the most populated step first */
    steps: {
        /** such as wait: purchase; null: before the first step */
        step: string | null;
        /** how many are there now */
        people: number;
    }[];
    /** by name */
    splits: {
        /** name of the split */
        split: string;
        /** by name */
        branches: {
            /** name of the branch */
            branch: string;
            /** how many were drawn it */
            people: number;
            /** how many of those have left the journey */
            left: number;
            /** how many of those had reached the goal */
            converted: number;
        }[];
    }[];
};
export type StopJourneyInput = {
    /** true: nobody enters any more, and the people in the journey go on to its end; false: it ends for all */
    drain?: boolean | undefined;
};
export type StartJourneyInput = {
    /** the profile that enters */
    profileId: string;
    /** the profile may be in the journey once for each key, such as the number of a booking */
    key?: string | undefined;
    /** values that the texts and steps of the journey have as its event; needed if a text uses them */
    event?: {
        [key: string]: string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        } | string[];
    } | undefined;
};
export type StartedJourney = {
    /** of the entry, in listJourneyPeople */
    personId: string;
    /** false: an earlier entry, whose id it is, forbids another one */
    entered: boolean;
};
export type StartSegmentInput = {
    /** id of the segment */
    segmentId: string;
};
export type JourneyTask = {
    /** of the task */
    taskId: string;
    /** name of the journey */
    journey: string;
    /** how many have had their turn */
    people: number;
    /** how many of those have not entered, because they are or were in the journey */
    refused: number;
    /** when it was requested */
    startedAt: string;
    /** when all had had their turn; null: it goes on */
    finishedAt: string | null;
};
export type MoveOnInput = {
    /** only if the person is at this step, so that a repeated request moves nobody further; left out: anywhere */
    step?: string | undefined;
};
export type SingleMessageInput = {
    /** a number with its country code, or one of the account's defaultCountry; or else profileId */
    to?: string | undefined;
    /** the profile whose number gets the message; or else to */
    profileId?: string | undefined;
    /** sent as it is; 1 to 1,600 characters; or else savedMessage */
    text?: string | undefined;
    /** whose text is composed now, for the profile if there is one; or else text */
    savedMessage?: {
        /** id of the saved message */
        id: string;
        /** the text that it had at this revision, whatever becomes of it; left out: its newest text */
        revision?: number | undefined;
    } | undefined;
    /** values that the saved message has as {{ event.NAME }}, by name, at most 256 */
    data?: ({
        [key: string]: (string | number | boolean | {
            /** an ISO 8601 date, which is midnight UTC, or a date and time with offset */
            date: string;
        } | string[]) | null;
    } | null) | undefined;
    /** id of the provider group that sends the message */
    providerGroupId: string;
    /** one of the account's topics: a number that gets no messages of it is skipped */
    topic?: string | undefined;
    /** why it is sent even if the number has opted out, such as one-time password; kept with the message. Needs the scope send:transactional */
    transactional?: string | undefined;
    /** how long it is of use, in seconds: later it is not sent any more, and providers are told not to deliver it */
    expiresInSeconds?: number | undefined;
    /** as for campaigns: what happens if the answer was lost, and the provider cannot say what became of it */
    onUncertain?: ("skip" | "resend") | undefined;
};
export type SingleMessage = {
    /** of the request */
    id: string;
    /** of the message in the ledger */
    messageId: string;
    /** queued: it is on its way; the others are those of the ledger */
    status: "queued" | "accepted" | "delivered" | "undelivered" | "failed" | "skipped" | "uncertain";
    /** why it failed, was skipped or is uncertain; null otherwise */
    reason: ("opted_out" | "no_usable_number" | "not_subscribed" | "profile_deleted" | "duplicate_number" | "hour_passed" | "after_end" | "expired" | "dnd" | "aborted" | "total_limit" | "daily_limit" | "run_limit" | "profile_limit" | "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "answer_lost") | null;
    /** UCS-2 where a character of the text is not in GSM-7 */
    encoding: "GSM-7" | "UCS-2";
    /** the number of SMS segments of the text */
    segments: number;
    /** it is not sent from then on */
    expiresAt: string;
};
export type OneMessage = {
    /** made by Herald; the reference that the provider is sent */
    messageId: string;
    /** what it was sent from: the run's id */
    dispatchId: string;
    /** id of the campaign; null: it belongs to none, as a test SMS does */
    campaignId: string | null;
    /** id of the recipient */
    profileId: string;
    /** queued: a single message that is on its way; the others as in lists */
    status: "queued" | "accepted" | "delivered" | "undelivered" | "failed" | "skipped" | "uncertain";
    /** why it failed, was skipped or is uncertain; null otherwise */
    reason: ("opted_out" | "no_usable_number" | "not_subscribed" | "profile_deleted" | "duplicate_number" | "hour_passed" | "after_end" | "expired" | "dnd" | "aborted" | "total_limit" | "daily_limit" | "run_limit" | "profile_limit" | "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "answer_lost") | null;
    /** of an aborted message: the reason that its template gives; null otherwise */
    detail: string | null;
    /** the recipient's number (E.164) at the time of sending */
    to: string | null;
    /** null: no text was composed, or the one that was sent before a crash can not be composed again */
    text: string | null;
    /** encoding of the text; null without one */
    encoding: ("GSM-7" | "UCS-2") | null;
    /** SMS segments of the text; 0 where nothing was sent */
    segments: number;
    /** the provider that accepted the message */
    providerId: string | null;
    /** the provider's id of the message; null: it has given none */
    providerMessageId: string | null;
    /** whether another provider failed before this one accepted it */
    failedOver: boolean;
    /** how a lost answer was resolved: a lookup found the message at the provider (found) or not, so that it was sent again (not_found); a receipt arrived (receipt); the campaign’s onUncertain decided (policy) */
    resolution: ("found" | "not_found" | "receipt" | "policy") | null;
    /** requests to providers, in order */
    attempts: {
        /** id of the provider */
        providerId: string;
        /** when the request was made */
        at: string;
        /** refused: for good; trouble: nothing was processed, and another attempt or provider may follow; unknown: the answer was lost */
        outcome: "accepted" | "refused" | "trouble" | "unknown";
        /** the provider's code, or one of Herald's */
        code: string | null;
    }[];
    /** the first 60 delivery receipts, in order of arrival */
    receipts: {
        /** the provider that reported it */
        providerId: string;
        /** the provider's id; null: the receipt has none */
        providerMessageId: string | null;
        /** sent: passed on to the carrier; the others are final */
        status: "sent" | "delivered" | "undelivered";
        /** the provider's code, or one of Herald's */
        code: string | null;
        /** when it arrived */
        at: string;
    }[];
    /** when it was created */
    createdAt: string;
    /** when it was last changed */
    updatedAt: string;
};
export type ReviewInput = {
    /** opt_out: the number is suppressed, and the text is its wording; dismiss: the text asks for no end */
    decision: "opt_out" | "dismiss";
};
export type OpenTopicAnswer = {
    /** everybody gets its messages who has not unsubscribed */
    optIn: "not_needed";
    /** id of the topic, such as offers */
    id: string;
    /** shown to people */
    name: string;
    /** what its messages are about */
    description?: string | undefined;
    /** words by which people subscribe themselves: a text of OFFERS or START OFFERS subscribes, STOP OFFERS unsubscribes from this topic alone. STOP alone still opts out of everything */
    keywords: string[];
};
export type SingleOptInTopicAnswer = {
    /** only numbers that were subscribed */
    optIn: "single";
    /** id of the topic, such as offers */
    id: string;
    /** shown to people */
    name: string;
    /** what its messages are about */
    description?: string | undefined;
    /** words by which people subscribe themselves: a text of OFFERS or START OFFERS subscribes, STOP OFFERS unsubscribes from this topic alone. STOP alone still opts out of everything */
    keywords: string[];
};
export type DoubleOptInTopicAnswer = {
    /** only numbers that were subscribed and then confirmed it, by a text or elsewhere */
    optIn: "double";
    /** id of the topic, such as offers */
    id: string;
    /** shown to people */
    name: string;
    /** what its messages are about */
    description?: string | undefined;
    /** words by which people subscribe themselves: a text of OFFERS or START OFFERS subscribes, STOP OFFERS unsubscribes from this topic alone. STOP alone still opts out of everything */
    keywords: string[];
    /** the text that asks a number to confirm, at most once a day. Left out: Herald sends none */
    confirmation?: {
        /** sent as it is, such as "Reply YES to get our offers by text. Reply STOP to get nothing." */
        text: string;
        /** id of the provider group that sends it; the first provider in use that serves the number */
        providerGroupId: string;
    } | undefined;
    /** a text of YES or the like confirms a subscription so many days after the last request */
    confirmWithinDays: number;
};
export type Account = {
    /** IANA time zone of campaigns that name no other */
    timeZone: string;
    /** true: a profile without a time zone has that of its number, if all of its country, or in the United States and Canada of its area code, has one clock. Runs that begin later use it */
    zoneFromNumber: boolean;
    /** hours in which campaigns without windows of their own do not send */
    dnd: DndWindowAnswer[] | null;
    /** whether the quiet hours of each recipient's country, and in the United States of its state, apply besides the windows (`GET /v1/quiet-hours` lists them): none (off), those that a law sets (law), or also those of industry guidelines (all). A message that is due in them is sent when they are over, by the recipient's clock */
    quietHours: "off" | "law" | "all";
    /** limits on the messages that one profile gets from all campaigns together. A message that is due while one of them is full is skipped, with the reason profile_limit */
    profileLimits: (CalendarLimitAnswer | RollingLimitAnswer | MinimumGapAnswer)[];
    /** where alerts go that a campaign has no address for */
    alerts: {
        /** receives the alerts of campaigns without an alertEmail */
        email?: string | undefined;
    };
    /** what one SMS segment costs, for estimates */
    price?: {
        /** ISO 4217, such as EUR */
        currency: string;
        /** the price of one SMS segment, in units of the currency */
        perSegment: {
            /** the price in countries that are not listed */
            "default": number;
            /** prices by country (ISO 3166-1 alpha-2) */
            countries: {
                [key: string]: number;
            };
        };
    } | undefined;
    /** country (ISO 3166-1 alpha-2) of phones without a country code, from now on. Left out: such a phone has no usable number */
    defaultCountry?: string | undefined;
    /** whether an API key that created, edited or scheduled a campaign is refused when it approves a run of it or raises its limit; such a decision in the Web UI, where nobody is known, is refused, too */
    fourEyes: boolean;
    /** the only numbers that a test SMS may go to; left out: any */
    testNumbers?: string[] | undefined;
    /** how texts that people send are understood and answered */
    inbound?: {
        /** keywords in addition to the built-in ones, and before them, by what they ask for */
        keywords: {
            /** for texts by which somebody opts out */
            opt_out?: string[] | undefined;
            /** for texts by which somebody opts in again */
            opt_in?: string[] | undefined;
            /** for questions for help */
            help?: string[] | undefined;
        };
        /** what is answered, through the same provider: at most one answer of a kind to a number and day. Left out: nothing. A number that has opted out gets an answer only to the text by which it did, and to a question for help */
        answers: {
            /** for texts by which somebody opts out */
            opt_out?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages: {
                    [key: string]: string;
                };
            } | undefined;
            /** for texts by which somebody opts in again */
            opt_in?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages: {
                    [key: string]: string;
                };
            } | undefined;
            /** for questions for help */
            help?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages: {
                    [key: string]: string;
                };
            } | undefined;
            /** for texts that confirm a subscription to a topic */
            confirm?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages: {
                    [key: string]: string;
                };
            } | undefined;
            /** for texts that subscribe to a topic, if nothing has to be confirmed */
            subscribe?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages: {
                    [key: string]: string;
                };
            } | undefined;
            /** for texts that unsubscribe from a topic */
            unsubscribe?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages: {
                    [key: string]: string;
                };
            } | undefined;
            /** for texts that resemble an opt-out and wait for a review */
            near_miss?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages: {
                    [key: string]: string;
                };
            } | undefined;
            /** for all other texts */
            other?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages: {
                    [key: string]: string;
                };
            } | undefined;
        };
    } | undefined;
    /** what happens to an event, or a trigger of a live campaign, of a profile that is not stored: it is kept for a profile that may come later (keep), an empty profile is created (create), or it is refused (refuse) */
    unknownProfiles: "keep" | "create" | "refuse";
    /** limits of single messages, against fraud with messages that somebody else has requested (SMS pumping). An hour is one of the clock, in UTC */
    singleMessages: {
        /** single messages to one number in an hour */
        perNumberAndHour: number;
        /** single messages to the numbers of one country in an hour */
        perCountryAndHour: number;
        /** the only countries (ISO 3166-1 alpha-2) that single messages go to; left out: any */
        countries?: string[] | undefined;
    };
    /** what people can subscribe to and unsubscribe from, beside opting out of everything */
    topics: (OpenTopicAnswer | SingleOptInTopicAnswer | DoubleOptInTopicAnswer)[];
    /** how many days data is kept. Removal can not be undone, except from a backup. A shorter time than before takes effect 24 hours after it was set (retentionAppliesAt). Suppressions, subscriptions, profiles, campaigns, runs and their reports are not removed */
    retention: {
        /** events are removed this many days after they happened. Conditions over events that look further back then find less than there was. An event with the id of a removed one is new. Left out: kept for ever */
        events?: number | undefined;
        /** messages and the audience of a run are removed this many days after the run ended; its report keeps the figures. Test SMS, answers to inbound texts and texts that ask for a confirmation: this many days after they were sent. At least 10 days longer than the longest of profileLimits. Left out: kept for ever */
        messages?: number | undefined;
        /** inbound texts are removed this many days after they arrived, except those that a person still has to read. Opt-outs stay. Left out: kept for ever */
        inboundTexts?: number | undefined;
        /** people are removed from a journey this many days after they left it; its figures then count only the others. Who may enter again is kept. Left out: kept for ever */
        journeyPeople?: number | undefined;
        /** alerts are removed this many days after the problem occurred. Left out: kept for ever */
        alerts?: number | undefined;
        /** entries of the audit log are removed after this many days. Left out: kept for ever */
        audit?: number | undefined;
        /** imports, and the rows that they refused, are removed this many days after they were begun. Left out: 30 */
        imports?: number | undefined;
    };
    /** how often settings were saved */
    revision: number;
    /** null while all settings have their defaults */
    updatedAt: string | null;
    /** nothing is removed by retention before: 24 hours after a time was last shortened; null: none ever was */
    retentionAppliesAt: string | null;
    /** segments, and campaigns that have not ended, that look for events further back than they are kept */
    notes?: {
        /** a JSON pointer into the body or item, such as /phone; of a row: the column or field */
        field: string;
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[] | undefined;
};
export type CalendarLimit = {
    kind: "calendar";
    /** the most messages */
    max: number;
    /** a day or a week of the profile's time zone; a week begins on Monday */
    per: "day" | "week";
    /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
    tag?: string | undefined;
};
export type RollingLimit = {
    kind: "rolling";
    /** the most messages */
    max: number;
    /** length of the time, in days of 24 hours */
    days: number;
    /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
    tag?: string | undefined;
};
export type MinimumGap = {
    kind: "minimum_gap";
    /** hours between two messages */
    hours: number;
    /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
    tag?: string | undefined;
};
export type OpenTopic = {
    /** everybody gets its messages who has not unsubscribed */
    optIn: "not_needed";
    /** id of the topic, such as offers */
    id: string;
    /** shown to people */
    name: string;
    /** what its messages are about */
    description?: string | undefined;
    /** words by which people subscribe themselves: a text of OFFERS or START OFFERS subscribes, STOP OFFERS unsubscribes from this topic alone. STOP alone still opts out of everything */
    keywords?: string[] | undefined;
};
export type SingleOptInTopic = {
    /** only numbers that were subscribed */
    optIn: "single";
    /** id of the topic, such as offers */
    id: string;
    /** shown to people */
    name: string;
    /** what its messages are about */
    description?: string | undefined;
    /** words by which people subscribe themselves: a text of OFFERS or START OFFERS subscribes, STOP OFFERS unsubscribes from this topic alone. STOP alone still opts out of everything */
    keywords?: string[] | undefined;
};
export type DoubleOptInTopic = {
    /** only numbers that were subscribed and then confirmed it, by a text or elsewhere */
    optIn: "double";
    /** id of the topic, such as offers */
    id: string;
    /** shown to people */
    name: string;
    /** what its messages are about */
    description?: string | undefined;
    /** words by which people subscribe themselves: a text of OFFERS or START OFFERS subscribes, STOP OFFERS unsubscribes from this topic alone. STOP alone still opts out of everything */
    keywords?: string[] | undefined;
    /** the text that asks a number to confirm, at most once a day. Left out: Herald sends none */
    confirmation?: {
        /** sent as it is, such as "Reply YES to get our offers by text. Reply STOP to get nothing." */
        text: string;
        /** id of the provider group that sends it; the first provider in use that serves the number */
        providerGroupId: string;
    } | undefined;
    /** a text of YES or the like confirms a subscription so many days after the last request */
    confirmWithinDays?: number | undefined;
};
export type AccountInput = {
    /** IANA time zone of campaigns that name no other */
    timeZone?: string | undefined;
    /** true: a profile without a time zone has that of its number, if all of its country, or in the United States and Canada of its area code, has one clock. Runs that begin later use it */
    zoneFromNumber?: boolean | undefined;
    /** hours in which campaigns without windows of their own do not send */
    dnd?: (DndWindow[] | null) | undefined;
    /** whether the quiet hours of each recipient's country, and in the United States of its state, apply besides the windows (`GET /v1/quiet-hours` lists them): none (off), those that a law sets (law), or also those of industry guidelines (all). A message that is due in them is sent when they are over, by the recipient's clock */
    quietHours?: ("off" | "law" | "all") | undefined;
    /** limits on the messages that one profile gets from all campaigns together. A message that is due while one of them is full is skipped, with the reason profile_limit */
    profileLimits?: (CalendarLimit | RollingLimit | MinimumGap)[] | undefined;
    /** where alerts go that a campaign has no address for */
    alerts?: {
        /** receives the alerts of campaigns without an alertEmail */
        email?: string | undefined;
    } | undefined;
    /** what one SMS segment costs, for estimates */
    price?: {
        /** ISO 4217, such as EUR */
        currency: string;
        /** the price of one SMS segment, in units of the currency */
        perSegment: {
            /** the price in countries that are not listed */
            "default": number;
            /** prices by country (ISO 3166-1 alpha-2) */
            countries?: {
                [key: string]: number;
            } | undefined;
        };
    } | undefined;
    /** country (ISO 3166-1 alpha-2) of phones without a country code, from now on. Left out: such a phone has no usable number */
    defaultCountry?: string | undefined;
    /** whether an API key that created, edited or scheduled a campaign is refused when it approves a run of it or raises its limit; such a decision in the Web UI, where nobody is known, is refused, too */
    fourEyes?: boolean | undefined;
    /** the only numbers that a test SMS may go to; left out: any */
    testNumbers?: string[] | undefined;
    /** how texts that people send are understood and answered */
    inbound?: {
        /** keywords in addition to the built-in ones, and before them, by what they ask for */
        keywords?: {
            /** for texts by which somebody opts out */
            opt_out?: string[] | undefined;
            /** for texts by which somebody opts in again */
            opt_in?: string[] | undefined;
            /** for questions for help */
            help?: string[] | undefined;
        } | undefined;
        /** what is answered, through the same provider: at most one answer of a kind to a number and day. Left out: nothing. A number that has opted out gets an answer only to the text by which it did, and to a question for help */
        answers?: {
            /** for texts by which somebody opts out */
            opt_out?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: {
                    [key: string]: string;
                } | undefined;
            } | undefined;
            /** for texts by which somebody opts in again */
            opt_in?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: {
                    [key: string]: string;
                } | undefined;
            } | undefined;
            /** for questions for help */
            help?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: {
                    [key: string]: string;
                } | undefined;
            } | undefined;
            /** for texts that confirm a subscription to a topic */
            confirm?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: {
                    [key: string]: string;
                } | undefined;
            } | undefined;
            /** for texts that subscribe to a topic, if nothing has to be confirmed */
            subscribe?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: {
                    [key: string]: string;
                } | undefined;
            } | undefined;
            /** for texts that unsubscribe from a topic */
            unsubscribe?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: {
                    [key: string]: string;
                } | undefined;
            } | undefined;
            /** for texts that resemble an opt-out and wait for a review */
            near_miss?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: {
                    [key: string]: string;
                } | undefined;
            } | undefined;
            /** for all other texts */
            other?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: {
                    [key: string]: string;
                } | undefined;
            } | undefined;
        } | undefined;
    } | undefined;
    /** what happens to an event, or a trigger of a live campaign, of a profile that is not stored: it is kept for a profile that may come later (keep), an empty profile is created (create), or it is refused (refuse) */
    unknownProfiles?: ("keep" | "create" | "refuse") | undefined;
    /** limits of single messages, against fraud with messages that somebody else has requested (SMS pumping). An hour is one of the clock, in UTC */
    singleMessages?: {
        /** single messages to one number in an hour */
        perNumberAndHour?: number | undefined;
        /** single messages to the numbers of one country in an hour */
        perCountryAndHour?: number | undefined;
        /** the only countries (ISO 3166-1 alpha-2) that single messages go to; left out: any */
        countries?: string[] | undefined;
    } | undefined;
    /** what people can subscribe to and unsubscribe from, beside opting out of everything */
    topics?: (OpenTopic | SingleOptInTopic | DoubleOptInTopic)[] | undefined;
    /** how many days data is kept. Removal can not be undone, except from a backup. A shorter time than before takes effect 24 hours after it was set (retentionAppliesAt). Suppressions, subscriptions, profiles, campaigns, runs and their reports are not removed */
    retention?: {
        /** events are removed this many days after they happened. Conditions over events that look further back then find less than there was. An event with the id of a removed one is new. Left out: kept for ever */
        events?: number | undefined;
        /** messages and the audience of a run are removed this many days after the run ended; its report keeps the figures. Test SMS, answers to inbound texts and texts that ask for a confirmation: this many days after they were sent. At least 10 days longer than the longest of profileLimits. Left out: kept for ever */
        messages?: number | undefined;
        /** inbound texts are removed this many days after they arrived, except those that a person still has to read. Opt-outs stay. Left out: kept for ever */
        inboundTexts?: number | undefined;
        /** people are removed from a journey this many days after they left it; its figures then count only the others. Who may enter again is kept. Left out: kept for ever */
        journeyPeople?: number | undefined;
        /** alerts are removed this many days after the problem occurred. Left out: kept for ever */
        alerts?: number | undefined;
        /** entries of the audit log are removed after this many days. Left out: kept for ever */
        audit?: number | undefined;
        /** imports, and the rows that they refused, are removed this many days after they were begun. Left out: 30 */
        imports?: number | undefined;
    } | undefined;
};
export type AccountPatch = {
    /** IANA time zone of campaigns that name no other */
    timeZone?: (string | null) | undefined;
    /** true: a profile without a time zone has that of its number, if all of its country, or in the United States and Canada of its area code, has one clock. Runs that begin later use it */
    zoneFromNumber?: (boolean | null) | undefined;
    /** hours in which campaigns without windows of their own do not send */
    dnd?: ((DndWindow[] | null) | null) | undefined;
    /** whether the quiet hours of each recipient's country, and in the United States of its state, apply besides the windows (`GET /v1/quiet-hours` lists them): none (off), those that a law sets (law), or also those of industry guidelines (all). A message that is due in them is sent when they are over, by the recipient's clock */
    quietHours?: (("off" | "law" | "all") | null) | undefined;
    /** limits on the messages that one profile gets from all campaigns together. A message that is due while one of them is full is skipped, with the reason profile_limit */
    profileLimits?: ((CalendarLimit | RollingLimit | MinimumGap)[] | null) | undefined;
    /** where alerts go that a campaign has no address for */
    alerts?: ({
        /** receives the alerts of campaigns without an alertEmail */
        email?: (string | null) | undefined;
    } | null) | undefined;
    /** what one SMS segment costs, for estimates */
    price?: ({
        /** ISO 4217, such as EUR */
        currency?: string | undefined;
        /** the price of one SMS segment, in units of the currency */
        perSegment?: {
            /** the price in countries that are not listed */
            "default"?: number | undefined;
            /** prices by country (ISO 3166-1 alpha-2) */
            countries?: ({
                [key: string]: number | null;
            } | null) | undefined;
        } | undefined;
    } | null) | undefined;
    /** country (ISO 3166-1 alpha-2) of phones without a country code, from now on. Left out: such a phone has no usable number */
    defaultCountry?: (string | null) | undefined;
    /** whether an API key that created, edited or scheduled a campaign is refused when it approves a run of it or raises its limit; such a decision in the Web UI, where nobody is known, is refused, too */
    fourEyes?: (boolean | null) | undefined;
    /** the only numbers that a test SMS may go to; left out: any */
    testNumbers?: (string[] | null) | undefined;
    /** how texts that people send are understood and answered */
    inbound?: ({
        /** keywords in addition to the built-in ones, and before them, by what they ask for */
        keywords?: ({
            /** for texts by which somebody opts out */
            opt_out?: (string[] | null) | undefined;
            /** for texts by which somebody opts in again */
            opt_in?: (string[] | null) | undefined;
            /** for questions for help */
            help?: (string[] | null) | undefined;
        } | null) | undefined;
        /** what is answered, through the same provider: at most one answer of a kind to a number and day. Left out: nothing. A number that has opted out gets an answer only to the text by which it did, and to a question for help */
        answers?: ({
            /** for texts by which somebody opts out */
            opt_out?: ({
                /** the answer in any other language */
                "default"?: string | undefined;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: ({
                    [key: string]: string | null;
                } | null) | undefined;
            } | null) | undefined;
            /** for texts by which somebody opts in again */
            opt_in?: ({
                /** the answer in any other language */
                "default"?: string | undefined;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: ({
                    [key: string]: string | null;
                } | null) | undefined;
            } | null) | undefined;
            /** for questions for help */
            help?: ({
                /** the answer in any other language */
                "default"?: string | undefined;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: ({
                    [key: string]: string | null;
                } | null) | undefined;
            } | null) | undefined;
            /** for texts that confirm a subscription to a topic */
            confirm?: ({
                /** the answer in any other language */
                "default"?: string | undefined;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: ({
                    [key: string]: string | null;
                } | null) | undefined;
            } | null) | undefined;
            /** for texts that subscribe to a topic, if nothing has to be confirmed */
            subscribe?: ({
                /** the answer in any other language */
                "default"?: string | undefined;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: ({
                    [key: string]: string | null;
                } | null) | undefined;
            } | null) | undefined;
            /** for texts that unsubscribe from a topic */
            unsubscribe?: ({
                /** the answer in any other language */
                "default"?: string | undefined;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: ({
                    [key: string]: string | null;
                } | null) | undefined;
            } | null) | undefined;
            /** for texts that resemble an opt-out and wait for a review */
            near_miss?: ({
                /** the answer in any other language */
                "default"?: string | undefined;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: ({
                    [key: string]: string | null;
                } | null) | undefined;
            } | null) | undefined;
            /** for all other texts */
            other?: ({
                /** the answer in any other language */
                "default"?: string | undefined;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: ({
                    [key: string]: string | null;
                } | null) | undefined;
            } | null) | undefined;
        } | null) | undefined;
    } | null) | undefined;
    /** what happens to an event, or a trigger of a live campaign, of a profile that is not stored: it is kept for a profile that may come later (keep), an empty profile is created (create), or it is refused (refuse) */
    unknownProfiles?: (("keep" | "create" | "refuse") | null) | undefined;
    /** limits of single messages, against fraud with messages that somebody else has requested (SMS pumping). An hour is one of the clock, in UTC */
    singleMessages?: ({
        /** single messages to one number in an hour */
        perNumberAndHour?: (number | null) | undefined;
        /** single messages to the numbers of one country in an hour */
        perCountryAndHour?: (number | null) | undefined;
        /** the only countries (ISO 3166-1 alpha-2) that single messages go to; left out: any */
        countries?: (string[] | null) | undefined;
    } | null) | undefined;
    /** what people can subscribe to and unsubscribe from, beside opting out of everything */
    topics?: ((OpenTopic | SingleOptInTopic | DoubleOptInTopic)[] | null) | undefined;
    /** how many days data is kept. Removal can not be undone, except from a backup. A shorter time than before takes effect 24 hours after it was set (retentionAppliesAt). Suppressions, subscriptions, profiles, campaigns, runs and their reports are not removed */
    retention?: ({
        /** events are removed this many days after they happened. Conditions over events that look further back then find less than there was. An event with the id of a removed one is new. Left out: kept for ever */
        events?: (number | null) | undefined;
        /** messages and the audience of a run are removed this many days after the run ended; its report keeps the figures. Test SMS, answers to inbound texts and texts that ask for a confirmation: this many days after they were sent. At least 10 days longer than the longest of profileLimits. Left out: kept for ever */
        messages?: (number | null) | undefined;
        /** inbound texts are removed this many days after they arrived, except those that a person still has to read. Opt-outs stay. Left out: kept for ever */
        inboundTexts?: (number | null) | undefined;
        /** people are removed from a journey this many days after they left it; its figures then count only the others. Who may enter again is kept. Left out: kept for ever */
        journeyPeople?: (number | null) | undefined;
        /** alerts are removed this many days after the problem occurred. Left out: kept for ever */
        alerts?: (number | null) | undefined;
        /** entries of the audit log are removed after this many days. Left out: kept for ever */
        audit?: (number | null) | undefined;
        /** imports, and the rows that they refused, are removed this many days after they were begun. Left out: 30 */
        imports?: (number | null) | undefined;
    } | null) | undefined;
};
export type QuietHours = {
    /** the federal hours of the United States before those of its states */
    items: {
        /** ISO 3166-1 alpha-2, such as FR, or ISO 3166-2 for a state, such as US-FL */
        region: string;
        /** name of the country or state */
        name: string;
        /** other countries and territories where the rule applies; ISO 3166-1 alpha-2 */
        alsoIn: string[];
        /** law: the setting quietHours heeds it with law and all; guideline: of the industry, with all */
        basis: "law" | "guideline";
        /** the hours that are not quiet; on a day that is not listed nothing may be sent */
        open: {
            /** days of the week */
            days: ("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[];
            /** local time from which messages may be sent */
            "from": string;
            /** local time from which no more messages may be sent; 00:00: the end of the day */
            to: string;
        }[];
        /** true: the rule also forbids public holidays. Herald does not know them: plan no run for one */
        forbidsHolidays: boolean;
        /** the statute or regulation, or whose guideline it is */
        source: string;
        /** where the hours were read */
        url: string;
        /** when the source was looked at */
        lookedAt: string;
        /** what else is to be known about the rule */
        note?: string | undefined;
    }[];
};
export type Alert = {
    /** made by Herald */
    alertId: string;
    /** id of the campaign */
    campaignId: string;
    /** id of the run that it is about */
    runId: string;
    /** safety_stop: a run waits for an approval; run_blocked: a run, or a part of it, waits for an edit, a retry or a stop; providers_unavailable: no provider of the group works; errors_over_threshold: the campaign paused itself */
    kind: "safety_stop" | "triggers_held" | "run_blocked" | "live_blocked" | "providers_unavailable" | "errors_over_threshold";
    /** when the problem occurred */
    at: string;
    /** the subject of the mail */
    subject: string;
    /** the text of the mail */
    text: string;
    /** the state of the mail */
    mail: {
        /** failed: the mail server did not accept the mail; unknown: its answer was lost, so that the mail may have arrived; no_address: neither the campaign nor the account has an address; no_mail: no mail server is configured. With the last two, the mail is sent once there is an address or a mail server */
        status: "sending" | "sent" | "failed" | "unknown" | "no_address" | "no_mail";
        /** the mail server's code, or one of Herald's */
        code: string | null;
        /** the address; null: there was none */
        to: string | null;
        /** how often sending was tried */
        attempts: number;
        /** when this state was reached */
        updatedAt: string;
    };
};
export type ApiKeyInput = {
    /** under which actions with the key are recorded; unique among keys */
    name: string;
    /** the most requests per minute with the key, by class of operation, at each process of the API */
    rateLimits?: {
        /** operations that only read; left out: 6000 */
        read?: number | undefined;
        /** other operations; left out: 3000 */
        write?: number | undefined;
        /** operations of the scope ingest; left out: 120000 */
        ingest?: number | undefined;
        /** operations that can answer with a whole file; left out: 600 */
        "export"?: number | undefined;
    } | undefined;
    /** when the key stops being valid; null: never */
    expiresAt?: (string | null) | undefined;
    /** the scopes of a usual role */
    preset: "ingest" | "read" | "author" | "approver" | "operator" | "admin";
    /** true: whatever is sent with the key goes to the built-in sandbox, and never to a provider. It can only be used to read, and for sandbox campaigns and test SMS. It can not be changed later */
    sandbox?: boolean | undefined;
} | {
    /** under which actions with the key are recorded; unique among keys */
    name: string;
    /** the most requests per minute with the key, by class of operation, at each process of the API */
    rateLimits?: {
        /** operations that only read; left out: 6000 */
        read?: number | undefined;
        /** other operations; left out: 3000 */
        write?: number | undefined;
        /** operations of the scope ingest; left out: 120000 */
        ingest?: number | undefined;
        /** operations that can answer with a whole file; left out: 600 */
        "export"?: number | undefined;
    } | undefined;
    /** when the key stops being valid; null: never */
    expiresAt?: (string | null) | undefined;
    /** what the key may do. `ingest`: write profiles, events, opt-outs, subscriptions to topics and imports; trigger live campaigns; `read`: read everything except the audit log and the API keys, with phone numbers masked; `read:numbers`: see phone numbers in full, also in rows that an import refused; `author`: create, change and schedule campaigns; save segments; let segments enter journeys; `send`: send single messages; let profiles enter journeys; `send:transactional`: send single messages also to numbers that have opted out, with a reason; `approve`: approve runs that the safety check holds, and raise its limit; `operate`: pause, resume, stop and retry campaigns; steer journeys; validate, test, retire and reinstate providers; review inbound texts; `admin`: change providers, provider groups, account settings and API keys; erase persons; read the audit log */
    scopes: ("ingest" | "read" | "read:numbers" | "author" | "send" | "send:transactional" | "approve" | "operate" | "admin")[];
    /** true: whatever is sent with the key goes to the built-in sandbox, and never to a provider. It can only be used to read, and for sandbox campaigns and test SMS. It can not be changed later */
    sandbox?: boolean | undefined;
};
export type NewApiKey = {
    /** made by Herald: key_ and a ULID */
    id: string;
    /** under which actions with the key are recorded */
    name: string;
    /** the beginning of the key, by which a key that turns up somewhere is recognized */
    prefix: string;
    /** what the key may do */
    scopes: ("ingest" | "read" | "read:numbers" | "author" | "send" | "send:transactional" | "approve" | "operate" | "admin")[];
    /** true: whatever is sent with the key goes to the built-in sandbox */
    sandbox: boolean;
    /** the most requests per minute with the key, by class of operation, at each process of the API */
    rateLimits: {
        /** operations that only read; left out: 6000 */
        read?: number | undefined;
        /** other operations; left out: 3000 */
        write?: number | undefined;
        /** operations of the scope ingest; left out: 120000 */
        ingest?: number | undefined;
        /** operations that can answer with a whole file; left out: 600 */
        "export"?: number | undefined;
    };
    /** when the key was created */
    createdAt: string;
    /** null: never */
    expiresAt: string | null;
    /** since when the key is disabled; null: it is enabled */
    disabledAt: string | null;
    /** to the minute; null: never */
    lastUsedAt: string | null;
    /** the key before the last rotation; null: there is none, or it is not valid any more */
    previous: {
        /** the beginning of the old key */
        prefix: string;
        /** the instant from which the old key is refused */
        validUntil: string;
    } | null;
    /** shown only once */
    key: string;
};
export type ApiKey = {
    /** made by Herald: key_ and a ULID */
    id: string;
    /** under which actions with the key are recorded */
    name: string;
    /** the beginning of the key, by which a key that turns up somewhere is recognized */
    prefix: string;
    /** what the key may do */
    scopes: ("ingest" | "read" | "read:numbers" | "author" | "send" | "send:transactional" | "approve" | "operate" | "admin")[];
    /** true: whatever is sent with the key goes to the built-in sandbox */
    sandbox: boolean;
    /** the most requests per minute with the key, by class of operation, at each process of the API */
    rateLimits: {
        /** operations that only read; left out: 6000 */
        read?: number | undefined;
        /** other operations; left out: 3000 */
        write?: number | undefined;
        /** operations of the scope ingest; left out: 120000 */
        ingest?: number | undefined;
        /** operations that can answer with a whole file; left out: 600 */
        "export"?: number | undefined;
    };
    /** when the key was created */
    createdAt: string;
    /** null: never */
    expiresAt: string | null;
    /** since when the key is disabled; null: it is enabled */
    disabledAt: string | null;
    /** to the minute; null: never */
    lastUsedAt: string | null;
    /** the key before the last rotation; null: there is none, or it is not valid any more */
    previous: {
        /** the beginning of the old key */
        prefix: string;
        /** the instant from which the old key is refused */
        validUntil: string;
    } | null;
};
export type ApiKeySettingsInput = {
    /** under which actions with the key are recorded; unique among keys */
    name: string;
    /** the most requests per minute with the key, by class of operation, at each process of the API */
    rateLimits?: {
        /** operations that only read; left out: 6000 */
        read?: number | undefined;
        /** other operations; left out: 3000 */
        write?: number | undefined;
        /** operations of the scope ingest; left out: 120000 */
        ingest?: number | undefined;
        /** operations that can answer with a whole file; left out: 600 */
        "export"?: number | undefined;
    } | undefined;
    /** when the key stops being valid; null: never */
    expiresAt?: (string | null) | undefined;
    /** the scopes of a usual role */
    preset: "ingest" | "read" | "author" | "approver" | "operator" | "admin";
} | {
    /** under which actions with the key are recorded; unique among keys */
    name: string;
    /** the most requests per minute with the key, by class of operation, at each process of the API */
    rateLimits?: {
        /** operations that only read; left out: 6000 */
        read?: number | undefined;
        /** other operations; left out: 3000 */
        write?: number | undefined;
        /** operations of the scope ingest; left out: 120000 */
        ingest?: number | undefined;
        /** operations that can answer with a whole file; left out: 600 */
        "export"?: number | undefined;
    } | undefined;
    /** when the key stops being valid; null: never */
    expiresAt?: (string | null) | undefined;
    /** what the key may do. `ingest`: write profiles, events, opt-outs, subscriptions to topics and imports; trigger live campaigns; `read`: read everything except the audit log and the API keys, with phone numbers masked; `read:numbers`: see phone numbers in full, also in rows that an import refused; `author`: create, change and schedule campaigns; save segments; let segments enter journeys; `send`: send single messages; let profiles enter journeys; `send:transactional`: send single messages also to numbers that have opted out, with a reason; `approve`: approve runs that the safety check holds, and raise its limit; `operate`: pause, resume, stop and retry campaigns; steer journeys; validate, test, retire and reinstate providers; review inbound texts; `admin`: change providers, provider groups, account settings and API keys; erase persons; read the audit log */
    scopes: ("ingest" | "read" | "read:numbers" | "author" | "send" | "send:transactional" | "approve" | "operate" | "admin")[];
};
export type RotationInput = {
    /** how long the old key stays valid; 0: not at all */
    overlapSeconds?: number | undefined;
};
export type AuditEntry = {
    /** later entries have greater ids */
    id: string;
    /** when it was begun */
    at: string;
    /** workflow: the campaign's workflow was asked for it, in the Web UI or by Herald itself; retention: Herald removed what is no longer kept */
    source: "api" | "workflow" | "retention";
    /** who made the request */
    actor: {
        /** id of the API key; null: none, an unknown one, or an operator in the Web UI */
        keyId: string | null;
        /** name of the API key, or the name that an operator entered in the Web UI */
        name: string | null;
        /** the beginning of the API key, valid or not */
        prefix: string | null;
    };
    /** where the request came from */
    address: string | null;
    /** as in X-Request-Id; null: several requests, or none */
    requestId: string | null;
    /** operationId; of an action in the Web UI, that of the operation which does the same; removeExpired: removal by retention */
    operation: string;
    /** ids in the path, and the id of what was created */
    resourceIds: string[];
    /** refused: answered with 4xx, and nothing was changed; failed: answered with 5xx, and it may have been done in part; begun: not known, because Herald or its store failed */
    outcome: "begun" | "done" | "refused" | "failed";
    /** the HTTP status of the answer */
    status: number | null;
    /** the code of the problem that it was answered with */
    problem: string | null;
    /** the resource, without secrets and with phone numbers masked; null: it did not exist, or is about a person */
    before: {
        [key: string]: unknown;
    } | null;
    /** the resource, without secrets and with phone numbers masked; null: it did not exist, or is about a person */
    after: {
        [key: string]: unknown;
    } | null;
    /** of data about people: the number of requests, and how many items were accepted, rejected, removed and so on */
    counts: {
        [key: string]: number;
    } | null;
};
export type Problem = {
    /** the kind of problem: urn:herald:problem:..., stable */
    "type": string;
    /** the problem, for programs; stable */
    code: "bad_request" | "unauthorized" | "forbidden" | "missing_scope" | "sandbox_key" | "four_eyes" | "not_found" | "method_not_allowed" | "request_timeout" | "precondition_failed" | "too_large" | "unsupported_media_type" | "idempotency_key_reused" | "too_many_requests" | "headers_too_large" | "internal" | "unavailable" | "already_member" | "already_reviewed" | "campaign_state" | "edited_meanwhile" | "group_size" | "in_use" | "journey_closed" | "journey_left" | "name_taken" | "no_number" | "no_review" | "request_in_progress" | "time_zone_unusable" | "workflow_ended";
    /** a summary that is the same for every problem of the type */
    title: string;
    /** the HTTP status */
    status: number;
    /** an explanation of this particular problem */
    detail: string;
    /** urn:herald:request: and the id of the request, as in X-Request-Id */
    instance: string;
    /** the validation errors */
    errors?: {
        /** a JSON pointer into the body (/what/template), or a parameter or header (query: limit) */
        field: string;
        /** why it is refused; not_accepted: for a reason that no schema can express, such as an id of nothing */
        code: "required" | "unknown_field" | "wrong_type" | "not_one_of" | "out_of_range" | "wrong_format" | "not_accepted" | "erased";
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[] | undefined;
    /** with the code campaign_state: the actions that the state of the campaign allows */
    allowedActions?: ("edit" | "delete" | "schedule" | "pause" | "resume" | "stop" | "approve" | "raise-limit" | "retry" | "duplicate" | "archive" | "unarchive")[] | undefined;
};
export function operations(defaults: Oazapfts.Defaults<Oazapfts.CustomHeaders>) {
const oazapfts = Oazapfts.runtime(defaults);
/**
 * Create or update a profile
 */
function upsertProfile({ optInReason, idempotencyKey, profileInput }: {
    optInReason?: string;
    idempotencyKey?: string;
    profileInput: ProfileInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: WrittenProfile;
    }>(`/v1/profiles${QS.query(QS.explode({
        optInReason
    }))}`, oazapfts.json({
        ...opts,
        method: "POST",
        body: profileInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * List profiles by id, or find them by phone or property
 */
function listProfiles({ phone, property, value, limit, cursor }: {
    phone?: string;
    property?: string;
    value?: string;
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: Profile[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/profiles${QS.query(QS.explode({
        phone,
        property,
        value,
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Create or update up to 1,000 profiles
 */
function upsertProfiles({ optInReason, idempotencyKey, bulk }: {
    optInReason?: string;
    idempotencyKey?: string;
    bulk: Bulk;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: BulkOutcome;
    }>(`/v1/profiles/bulk${QS.query(QS.explode({
        optInReason
    }))}`, oazapfts.json({
        ...opts,
        method: "POST",
        body: bulk,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Import profiles from CSV or NDJSON
 */
function importProfiles({ map, types, optInReason, country, idempotencyKey, body }: {
    map?: string[];
    types?: string[];
    optInReason?: string;
    country?: string;
    idempotencyKey?: string;
    body: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ImportOutcome;
    }>(`/v1/profiles/import${QS.query(QS.explode({
        map,
        types,
        optInReason,
        country
    }))}`, {
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Read a profile
 */
function getProfile({ profileId }: {
    profileId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Profile;
    }>(`/v1/profiles/${encodeURIComponent(profileId)}`, {
        ...opts
    }));
}
/**
 * Create or update the profile with this id
 */
function putProfile({ profileId, optInReason, profileChanges }: {
    profileId: string;
    optInReason?: string;
    profileChanges: ProfileChanges;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: WrittenProfile;
    }>(`/v1/profiles/${encodeURIComponent(profileId)}${QS.query(QS.explode({
        optInReason
    }))}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: profileChanges
    })));
}
/**
 * Delete a profile and its events
 */
function deleteProfile({ profileId }: {
    profileId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchText(`/v1/profiles/${encodeURIComponent(profileId)}`, {
        ...opts,
        method: "DELETE"
    }));
}
/**
 * Opt a profile out of messages, or in again
 */
function setOptOut({ profileId, optOutInput }: {
    profileId: string;
    optOutInput: OptOutInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Profile;
    }>(`/v1/profiles/${encodeURIComponent(profileId)}/opt-out`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: optOutInput
    })));
}
/**
 * Record that a profile did something
 */
function recordEvent({ idempotencyKey, eventInput }: {
    idempotencyKey?: string;
    eventInput: EventInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 201;
        data: RecordedEvent;
    }>("/v1/events", oazapfts.json({
        ...opts,
        method: "POST",
        body: eventInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Record up to 1,000 events
 */
function recordEvents({ idempotencyKey, bulk }: {
    idempotencyKey?: string;
    bulk: Bulk;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: BulkOutcome;
    }>("/v1/events/bulk", oazapfts.json({
        ...opts,
        method: "POST",
        body: bulk,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Record any number of events from CSV or NDJSON
 */
function importEvents({ map, types, idempotencyKey, body }: {
    map?: string[];
    types?: string[];
    idempotencyKey?: string;
    body: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ImportOutcome;
    }>(`/v1/events/import${QS.query(QS.explode({
        map,
        types
    }))}`, {
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * List a profile's events, the latest first
 */
function listEventsOfProfile({ profileId, limit, cursor }: {
    profileId: string;
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: Event[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/profiles/${encodeURIComponent(profileId)}/events${QS.query(QS.explode({
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Upload a file of any size, to be imported in the background
 */
function startImport({ map, types, optInReason, country, kind, idempotencyKey, body }: {
    map?: string[];
    types?: string[];
    optInReason?: string;
    country?: string;
    kind: "profiles" | "events";
    idempotencyKey?: string;
    body: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 202;
        data: Import;
    }>(`/v1/imports${QS.query(QS.explode({
        map,
        types,
        optInReason,
        country,
        kind
    }))}`, {
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Read how far an import is, or what it came to
 */
function getImport({ importId }: {
    importId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Import;
    }>(`/v1/imports/${encodeURIComponent(importId)}`, {
        ...opts
    }));
}
/**
 * List the refused rows of an import, with the reasons
 */
function listRefusedRows({ importId, format, limit, cursor }: {
    importId: string;
    format?: "json" | "csv";
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: RefusedRow[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/imports/${encodeURIComponent(importId)}/refused${QS.query(QS.explode({
        format,
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * List the suppressed numbers, the newest first
 */
function listSuppressions({ source, $from, to, format, limit, cursor }: {
    source?: "api" | "import" | "stop" | "carrier";
    $from?: string;
    to?: string;
    format?: "json" | "csv" | "ndjson";
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: SuppressionEntry[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/suppressions${QS.query(QS.explode({
        source,
        "from": $from,
        to,
        format,
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Suppress a number
 */
function suppressNumber({ idempotencyKey, suppressInput }: {
    idempotencyKey?: string;
    suppressInput: SuppressInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Suppression;
    }>("/v1/suppressions", oazapfts.json({
        ...opts,
        method: "POST",
        body: suppressInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Read whether a number is suppressed, and how that came
 */
function getSuppression({ $number }: {
    $number: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Suppression;
    }>(`/v1/suppressions/${encodeURIComponent($number)}`, {
        ...opts
    }));
}
/**
 * Take a number off the list, because the person has opted in again
 */
function liftSuppression({ $number, idempotencyKey, liftInput }: {
    $number: string;
    idempotencyKey?: string;
    liftInput: LiftInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Suppression;
    }>(`/v1/suppressions/${encodeURIComponent($number)}/lift`, oazapfts.json({
        ...opts,
        method: "POST",
        body: liftInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Subscribe up to 1,000 numbers or profiles to a topic
 */
function subscribeToTopic({ topicId, idempotencyKey, subscribeInput }: {
    topicId: string;
    idempotencyKey?: string;
    subscribeInput: SubscribeInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: SubscriptionOutcomes;
    }>(`/v1/topics/${encodeURIComponent(topicId)}/subscribe`, oazapfts.json({
        ...opts,
        method: "POST",
        body: subscribeInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Confirm subscriptions of up to 1,000 numbers or profiles, because the people have done so elsewhere
 */
function confirmSubscriptions({ topicId, idempotencyKey, confirmInput }: {
    topicId: string;
    idempotencyKey?: string;
    confirmInput: ConfirmInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: SubscriptionOutcomes;
    }>(`/v1/topics/${encodeURIComponent(topicId)}/confirm`, oazapfts.json({
        ...opts,
        method: "POST",
        body: confirmInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Unsubscribe up to 1,000 numbers or profiles from a topic
 */
function unsubscribeFromTopic({ topicId, idempotencyKey, unsubscribeInput }: {
    topicId: string;
    idempotencyKey?: string;
    unsubscribeInput: UnsubscribeInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: SubscriptionOutcomes;
    }>(`/v1/topics/${encodeURIComponent(topicId)}/unsubscribe`, oazapfts.json({
        ...opts,
        method: "POST",
        body: unsubscribeInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * List the numbers of a topic, those that changed last first
 */
function listSubscriptions({ topicId, status, $from, to, format, limit, cursor }: {
    topicId: string;
    status?: "pending" | "subscribed" | "unsubscribed";
    $from?: string;
    to?: string;
    format?: "json" | "csv" | "ndjson";
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: SubscriptionEntry[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/topics/${encodeURIComponent(topicId)}/subscriptions${QS.query(QS.explode({
        status,
        "from": $from,
        to,
        format,
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Read which topics a number gets messages of, and how that came
 */
function getNumberTopics({ $number }: {
    $number: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: NumberTopics;
    }>(`/v1/numbers/${encodeURIComponent($number)}/topics`, {
        ...opts
    }));
}
/**
 * Download everything that is stored about a person
 */
function exportProfile({ profileId }: {
    profileId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ProfileExport;
    }>(`/v1/profiles/${encodeURIComponent(profileId)}/export`, {
        ...opts
    }));
}
/**
 * Erase a person
 */
function erasePerson({ idempotencyKey, erasureInput }: {
    idempotencyKey?: string;
    erasureInput: ErasureInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 202;
        data: Erasure;
    }>("/v1/erasures", oazapfts.json({
        ...opts,
        method: "POST",
        body: erasureInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * List erasures, the newest first
 */
function listErasures({ limit, cursor }: {
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: Erasure[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/erasures${QS.query(QS.explode({
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Read how far an erasure is
 */
function getErasure({ erasureId }: {
    erasureId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Erasure;
    }>(`/v1/erasures/${encodeURIComponent(erasureId)}`, {
        ...opts
    }));
}
/**
 * Create a segment
 */
function createSegment({ idempotencyKey, segmentInput }: {
    idempotencyKey?: string;
    segmentInput: SegmentInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 201;
        data: Segment;
    }>("/v1/segments", oazapfts.json({
        ...opts,
        method: "POST",
        body: segmentInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * List segments, the newest first
 */
function listSegments({ name, createdFrom, createdTo, limit, cursor }: {
    name?: string;
    createdFrom?: string;
    createdTo?: string;
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: Segment[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/segments${QS.query(QS.explode({
        name,
        createdFrom,
        createdTo,
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Read a segment
 */
function getSegment({ segmentId }: {
    segmentId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Segment;
    }>(`/v1/segments/${encodeURIComponent(segmentId)}`, {
        ...opts
    }));
}
/**
 * Replace a segment
 */
function replaceSegment({ segmentId, ifMatch, segmentInput }: {
    segmentId: string;
    ifMatch?: string;
    segmentInput: SegmentInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Segment;
    }>(`/v1/segments/${encodeURIComponent(segmentId)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: segmentInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    })));
}
/**
 * Change parts of a segment
 */
function updateSegment({ segmentId, ifMatch, segmentPatch }: {
    segmentId: string;
    ifMatch?: string;
    segmentPatch: SegmentPatch;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Segment;
    }>(`/v1/segments/${encodeURIComponent(segmentId)}`, oazapfts.json({
        ...opts,
        method: "PATCH",
        body: segmentPatch,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    })));
}
/**
 * Delete a segment
 */
function deleteSegment({ segmentId }: {
    segmentId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchText(`/v1/segments/${encodeURIComponent(segmentId)}`, {
        ...opts,
        method: "DELETE"
    }));
}
/**
 * Count who qualifies now, who of them can be reached, and what a message to them comes to
 */
function estimateSegment({ estimateInput }: {
    estimateInput: EstimateInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Estimate;
    }>("/v1/segments/estimate", oazapfts.json({
        ...opts,
        method: "POST",
        body: estimateInput
    })));
}
/**
 * Add a provider
 */
function createProvider({ idempotencyKey, providerInput }: {
    idempotencyKey?: string;
    providerInput: ProviderInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 201;
        data: Provider;
    }>("/v1/providers", oazapfts.json({
        ...opts,
        method: "POST",
        body: providerInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * List providers
 */
function listProviders(opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** all of them */
            items: Provider[];
            /** null: the list is complete */
            nextCursor: null;
        };
    }>("/v1/providers", {
        ...opts
    }));
}
/**
 * Read a provider
 */
function getProvider({ providerId }: {
    providerId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Provider;
    }>(`/v1/providers/${encodeURIComponent(providerId)}`, {
        ...opts
    }));
}
/**
 * Replace a provider
 */
function replaceProvider({ providerId, ifMatch, providerInput }: {
    providerId: string;
    ifMatch?: string;
    providerInput: ProviderInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Provider;
    }>(`/v1/providers/${encodeURIComponent(providerId)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: providerInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    })));
}
/**
 * Change parts of a provider
 */
function updateProvider({ providerId, ifMatch, providerPatch }: {
    providerId: string;
    ifMatch?: string;
    providerPatch: ProviderPatch;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Provider;
    }>(`/v1/providers/${encodeURIComponent(providerId)}`, oazapfts.json({
        ...opts,
        method: "PATCH",
        body: providerPatch,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    })));
}
/**
 * Delete a provider
 */
function deleteProvider({ providerId }: {
    providerId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchText(`/v1/providers/${encodeURIComponent(providerId)}`, {
        ...opts,
        method: "DELETE"
    }));
}
/**
 * Retire a provider
 */
function retireProvider({ providerId, idempotencyKey }: {
    providerId: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Provider;
    }>(`/v1/providers/${encodeURIComponent(providerId)}/retire`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Use a retired provider again
 */
function reinstateProvider({ providerId, idempotencyKey }: {
    providerId: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Provider;
    }>(`/v1/providers/${encodeURIComponent(providerId)}/reinstate`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Check a provider's credentials and sender with the provider
 */
function validateProvider({ providerId }: {
    providerId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ProviderValidation;
    }>(`/v1/providers/${encodeURIComponent(providerId)}/validate`, {
        ...opts,
        method: "POST"
    }));
}
/**
 * Send a test SMS
 */
function sendTestSms({ providerId, idempotencyKey, testSmsInput }: {
    providerId: string;
    idempotencyKey?: string;
    testSmsInput: TestSmsInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: TestSmsOutcome;
    }>(`/v1/providers/${encodeURIComponent(providerId)}/test-sms`, oazapfts.json({
        ...opts,
        method: "POST",
        body: testSmsInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Create a provider group
 */
function createProviderGroup({ idempotencyKey, providerGroupInput }: {
    idempotencyKey?: string;
    providerGroupInput: ProviderGroupInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 201;
        data: ProviderGroup;
    }>("/v1/provider-groups", oazapfts.json({
        ...opts,
        method: "POST",
        body: providerGroupInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * List provider groups
 */
function listProviderGroups(opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** all of them */
            items: ProviderGroup[];
            /** null: the list is complete */
            nextCursor: null;
        };
    }>("/v1/provider-groups", {
        ...opts
    }));
}
/**
 * Read a provider group
 */
function getProviderGroup({ groupId }: {
    groupId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ProviderGroup;
    }>(`/v1/provider-groups/${encodeURIComponent(groupId)}`, {
        ...opts
    }));
}
/**
 * Replace a provider group
 */
function replaceProviderGroup({ groupId, ifMatch, providerGroupInput }: {
    groupId: string;
    ifMatch?: string;
    providerGroupInput: ProviderGroupInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ProviderGroup;
    }>(`/v1/provider-groups/${encodeURIComponent(groupId)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: providerGroupInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    })));
}
/**
 * Change parts of a provider group
 */
function updateProviderGroup({ groupId, ifMatch, providerGroupPatch }: {
    groupId: string;
    ifMatch?: string;
    providerGroupPatch: ProviderGroupPatch;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ProviderGroup;
    }>(`/v1/provider-groups/${encodeURIComponent(groupId)}`, oazapfts.json({
        ...opts,
        method: "PATCH",
        body: providerGroupPatch,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    })));
}
/**
 * Delete a provider group
 */
function deleteProviderGroup({ groupId }: {
    groupId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchText(`/v1/provider-groups/${encodeURIComponent(groupId)}`, {
        ...opts,
        method: "DELETE"
    }));
}
/**
 * Replace or reorder a group's members
 */
function replaceProviderGroupMembers({ groupId, body }: {
    groupId: string;
    body: {
        /** 1 to 10 providers in priority order: a message goes to the first one that serves its number and works */
        members: {
            /** id of the provider */
            providerId: string;
            /** the provider serves only numbers of these countries (ISO 3166-1 alpha-2); left out: all */
            countries?: string[] | undefined;
        }[];
    };
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ProviderGroup;
    }>(`/v1/provider-groups/${encodeURIComponent(groupId)}/members`, oazapfts.json({
        ...opts,
        method: "PUT",
        body
    })));
}
/**
 * Add a provider as the last member of a group
 */
function addProviderGroupMember({ groupId, idempotencyKey, body }: {
    groupId: string;
    idempotencyKey?: string;
    body: {
        /** id of the provider */
        providerId: string;
        /** the provider serves only numbers of these countries (ISO 3166-1 alpha-2); left out: all */
        countries?: string[] | undefined;
    };
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ProviderGroup;
    }>(`/v1/provider-groups/${encodeURIComponent(groupId)}/members`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Remove a provider from a group
 */
function removeProviderGroupMember({ groupId, providerId }: {
    groupId: string;
    providerId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ProviderGroup;
    }>(`/v1/provider-groups/${encodeURIComponent(groupId)}/members/${encodeURIComponent(providerId)}`, {
        ...opts,
        method: "DELETE"
    }));
}
/**
 * Create a campaign
 */
function createCampaign({ idempotencyKey, campaignInput }: {
    idempotencyKey?: string;
    campaignInput: CampaignInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 201;
        data: CreatedCampaign;
    }>("/v1/campaigns", oazapfts.json({
        ...opts,
        method: "POST",
        body: campaignInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * List campaigns, the newest first
 */
function listCampaigns({ status, sandbox, tag, archived, name, createdFrom, createdTo, limit, cursor }: {
    status?: "draft" | "scheduled" | "running" | "awaiting_approval" | "blocked" | "paused" | "completed" | "stopped";
    sandbox?: "true" | "false";
    tag?: string;
    archived?: "true" | "false" | "all";
    name?: string;
    createdFrom?: string;
    createdTo?: string;
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: Campaign[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/campaigns${QS.query(QS.explode({
        status,
        sandbox,
        tag,
        archived,
        name,
        createdFrom,
        createdTo,
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Read a campaign and its progress
 */
function getCampaign({ campaignId }: {
    campaignId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: CampaignWithProgress;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}`, {
        ...opts
    }));
}
/**
 * Delete a draft
 */
function deleteCampaign({ campaignId }: {
    campaignId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchText(`/v1/campaigns/${encodeURIComponent(campaignId)}`, {
        ...opts,
        method: "DELETE"
    }));
}
/**
 * Edit a campaign
 */
function replaceCampaign({ campaignId, ifMatch, campaignInput }: {
    campaignId: string;
    ifMatch?: string;
    campaignInput: CampaignInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: CampaignWithProgress;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: campaignInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    })));
}
/**
 * Edit parts of a campaign
 */
function updateCampaign({ campaignId, ifMatch, campaignPatch }: {
    campaignId: string;
    ifMatch?: string;
    campaignPatch: CampaignPatch;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: CampaignWithProgress;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}`, oazapfts.json({
        ...opts,
        method: "PATCH",
        body: campaignPatch,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    })));
}
/**
 * Validate a campaign and preview its runs and messages
 */
function validateCampaign({ profileId, history, campaignCheckInput }: {
    profileId?: string[];
    history?: "true" | "false";
    campaignCheckInput: CampaignCheckInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: CampaignCheck;
    }>(`/v1/campaigns/validate${QS.query(QS.explode({
        profileId,
        history
    }))}`, oazapfts.json({
        ...opts,
        method: "POST",
        body: campaignCheckInput
    })));
}
/**
 * Create a draft with the definition of a campaign
 */
function duplicateCampaign({ campaignId, idempotencyKey }: {
    campaignId: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 201;
        data: CreatedCampaign;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/duplicate`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Archive a draft, or a campaign that has ended
 */
function archiveCampaign({ campaignId, idempotencyKey }: {
    campaignId: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Campaign;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/archive`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Take a campaign out of the archive
 */
function unarchiveCampaign({ campaignId, idempotencyKey }: {
    campaignId: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Campaign;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/unarchive`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Start a campaign
 */
function scheduleCampaign({ campaignId, idempotencyKey }: {
    campaignId: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: CampaignWithProgress;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/schedule`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Hold a campaign
 */
function pauseCampaign({ campaignId, idempotencyKey }: {
    campaignId: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: CampaignWithProgress;
    } | {
        status: 202;
        data: CampaignWithProgress;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/pause`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Let a campaign go on where it was paused
 */
function resumeCampaign({ campaignId, idempotencyKey }: {
    campaignId: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: CampaignWithProgress;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/resume`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * End a campaign for good
 */
function stopCampaign({ campaignId, idempotencyKey }: {
    campaignId: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: CampaignWithProgress;
    } | {
        status: 202;
        data: CampaignWithProgress;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/stop`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Try again what is blocked
 */
function retryCampaign({ campaignId, idempotencyKey }: {
    campaignId: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: CampaignWithProgress;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/retry`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Let a run go that the safety check holds
 */
function approveRun({ campaignId, idempotencyKey, approveInput }: {
    campaignId: string;
    idempotencyKey?: string;
    approveInput?: ApproveInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: CampaignWithProgress;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/approve`, oazapfts.json({
        ...opts,
        method: "POST",
        body: approveInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Raise the limit of the safety check
 */
function raiseSafetyLimit({ campaignId, idempotencyKey, raiseLimitInput }: {
    campaignId: string;
    idempotencyKey?: string;
    raiseLimitInput: RaiseLimitInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: CampaignWithProgress;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/raise-limit`, oazapfts.json({
        ...opts,
        method: "POST",
        body: raiseLimitInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Trigger a live campaign for up to 1,000 profiles
 */
function triggerCampaign({ campaignId, idempotencyKey, triggerInput }: {
    campaignId: string;
    idempotencyKey?: string;
    triggerInput: TriggerInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: TriggerOutcome;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/trigger`, oazapfts.json({
        ...opts,
        method: "POST",
        body: triggerInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Create a saved message
 */
function createSavedMessage({ idempotencyKey, savedMessageInput }: {
    idempotencyKey?: string;
    savedMessageInput: SavedMessageInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 201;
        data: SavedMessage;
    }>("/v1/saved-messages", oazapfts.json({
        ...opts,
        method: "POST",
        body: savedMessageInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * List saved messages, the newest first
 */
function listSavedMessages({ name, createdFrom, createdTo, limit, cursor }: {
    name?: string;
    createdFrom?: string;
    createdTo?: string;
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: SavedMessage[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/saved-messages${QS.query(QS.explode({
        name,
        createdFrom,
        createdTo,
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Read a saved message
 */
function getSavedMessage({ savedMessageId }: {
    savedMessageId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: SavedMessage;
    }>(`/v1/saved-messages/${encodeURIComponent(savedMessageId)}`, {
        ...opts
    }));
}
/**
 * Replace a saved message
 */
function replaceSavedMessage({ savedMessageId, ifMatch, savedMessageInput }: {
    savedMessageId: string;
    ifMatch?: string;
    savedMessageInput: SavedMessageInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: SavedMessage;
    }>(`/v1/saved-messages/${encodeURIComponent(savedMessageId)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: savedMessageInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    })));
}
/**
 * Change parts of a saved message
 */
function updateSavedMessage({ savedMessageId, ifMatch, savedMessagePatch }: {
    savedMessageId: string;
    ifMatch?: string;
    savedMessagePatch: SavedMessagePatch;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: SavedMessage;
    }>(`/v1/saved-messages/${encodeURIComponent(savedMessageId)}`, oazapfts.json({
        ...opts,
        method: "PATCH",
        body: savedMessagePatch,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    })));
}
/**
 * Delete a saved message
 */
function deleteSavedMessage({ savedMessageId }: {
    savedMessageId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchText(`/v1/saved-messages/${encodeURIComponent(savedMessageId)}`, {
        ...opts,
        method: "DELETE"
    }));
}
/**
 * List what a saved message is and was, the newest revision first
 */
function listSavedMessageRevisions({ savedMessageId, limit, cursor }: {
    savedMessageId: string;
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: SavedMessage[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/saved-messages/${encodeURIComponent(savedMessageId)}/revisions${QS.query(QS.explode({
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * List a campaign's runs, the newest first
 */
function listRuns({ campaignId, limit, cursor }: {
    campaignId: string;
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: Run[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/runs${QS.query(QS.explode({
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Read a run
 */
function getRun({ campaignId, occurrence }: {
    campaignId: string;
    occurrence: number;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Run;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/runs/${encodeURIComponent(occurrence)}`, {
        ...opts
    }));
}
/**
 * What became of a run, in figures
 */
function getRunReport({ campaignId, occurrence }: {
    campaignId: string;
    occurrence: number;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: RunReport;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/runs/${encodeURIComponent(occurrence)}/report`, {
        ...opts
    }));
}
/**
 * What became of a campaign, in all and by day
 */
function getCampaignReport({ campaignId }: {
    campaignId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: CampaignReport;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/report`, {
        ...opts
    }));
}
/**
 * List the journeys of this release
 */
function listJourneys(opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** all of them */
            items: Journey[];
            /** null: the list is complete */
            nextCursor: null;
        };
    }>("/v1/journeys", {
        ...opts
    }));
}
/**
 * Read where the people of a journey are, and how its branches convert
 */
function getJourney({ journey }: {
    journey: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: JourneyProgress;
    }>(`/v1/journeys/${encodeURIComponent(journey)}`, {
        ...opts
    }));
}
/**
 * Hold everybody in a journey
 */
function pauseJourney({ journey, idempotencyKey }: {
    journey: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: JourneyProgress;
    }>(`/v1/journeys/${encodeURIComponent(journey)}/pause`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Let a journey go on
 */
function resumeJourney({ journey, idempotencyKey }: {
    journey: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: JourneyProgress;
    }>(`/v1/journeys/${encodeURIComponent(journey)}/resume`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * End a journey for all, or let it run out
 */
function stopJourney({ journey, idempotencyKey, stopJourneyInput }: {
    journey: string;
    idempotencyKey?: string;
    stopJourneyInput: StopJourneyInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: JourneyProgress;
    }>(`/v1/journeys/${encodeURIComponent(journey)}/stop`, oazapfts.json({
        ...opts,
        method: "POST",
        body: stopJourneyInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Let a profile enter a journey
 */
function startJourney({ journey, idempotencyKey, startJourneyInput }: {
    journey: string;
    idempotencyKey?: string;
    startJourneyInput: StartJourneyInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: StartedJourney;
    }>(`/v1/journeys/${encodeURIComponent(journey)}/start`, oazapfts.json({
        ...opts,
        method: "POST",
        body: startJourneyInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Let all profiles of a segment enter a journey
 */
function startJourneyForSegment({ journey, idempotencyKey, startSegmentInput }: {
    journey: string;
    idempotencyKey?: string;
    startSegmentInput: StartSegmentInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 202;
        data: JourneyTask;
    }>(`/v1/journeys/${encodeURIComponent(journey)}/start-segment`, oazapfts.json({
        ...opts,
        method: "POST",
        body: startSegmentInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Read how many of a segment have entered a journey
 */
function getJourneyTask({ taskId }: {
    taskId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: JourneyTask;
    }>(`/v1/journey-tasks/${encodeURIComponent(taskId)}`, {
        ...opts
    }));
}
/**
 * List who is or was in a journey, and where
 */
function listJourneyPeople({ journey, profileId, status, step, limit, cursor }: {
    journey: string;
    profileId?: string;
    status?: "entering" | "active" | "held" | "completed" | "exited" | "removed" | "stopped" | "failed";
    step?: string;
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: JourneyPerson[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/journeys/${encodeURIComponent(journey)}/people${QS.query(QS.explode({
        profileId,
        status,
        step,
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * End the present wait or sleep of a person
 */
function moveJourneyPersonOn({ journey, personId, idempotencyKey, moveOnInput }: {
    journey: string;
    personId: string;
    idempotencyKey?: string;
    moveOnInput: MoveOnInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 202;
        data: JourneyPerson;
    }>(`/v1/journeys/${encodeURIComponent(journey)}/people/${encodeURIComponent(personId)}/move-on`, oazapfts.json({
        ...opts,
        method: "POST",
        body: moveOnInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Take a person out of a journey
 */
function removeJourneyPerson({ journey, personId, idempotencyKey }: {
    journey: string;
    personId: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 202;
        data: JourneyPerson;
    }>(`/v1/journeys/${encodeURIComponent(journey)}/people/${encodeURIComponent(personId)}/remove`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * List a run's messages
 */
function listMessages({ campaignId, occurrence, status, reason, profileId, providerId, format, limit, cursor }: {
    campaignId: string;
    occurrence: number;
    status?: "accepted" | "delivered" | "undelivered" | "failed" | "skipped" | "uncertain";
    reason?: "opted_out" | "no_usable_number" | "not_subscribed" | "profile_deleted" | "duplicate_number" | "hour_passed" | "after_end" | "expired" | "dnd" | "aborted" | "total_limit" | "daily_limit" | "run_limit" | "profile_limit" | "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "answer_lost";
    profileId?: string;
    providerId?: string;
    format?: "json" | "csv";
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: Message[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}/runs/${encodeURIComponent(occurrence)}/messages${QS.query(QS.explode({
        status,
        reason,
        profileId,
        providerId,
        format,
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Search all messages, the newest first
 */
function searchMessages({ to, profileId, campaignId, providerId, status, reason, createdFrom, createdTo, limit, cursor }: {
    to?: string;
    profileId?: string;
    campaignId?: string;
    providerId?: string;
    status?: "accepted" | "delivered" | "undelivered" | "failed" | "skipped" | "uncertain";
    reason?: "opted_out" | "no_usable_number" | "not_subscribed" | "profile_deleted" | "duplicate_number" | "hour_passed" | "after_end" | "expired" | "dnd" | "aborted" | "total_limit" | "daily_limit" | "run_limit" | "profile_limit" | "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "answer_lost";
    createdFrom?: string;
    createdTo?: string;
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: Message[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/messages${QS.query(QS.explode({
        to,
        profileId,
        campaignId,
        providerId,
        status,
        reason,
        createdFrom,
        createdTo,
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Send one message now
 */
function sendMessage({ wait, idempotencyKey, singleMessageInput }: {
    wait?: string;
    idempotencyKey?: string;
    singleMessageInput: SingleMessageInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: SingleMessage;
    } | {
        status: 202;
        data: SingleMessage;
    }>(`/v1/messages${QS.query(QS.explode({
        wait
    }))}`, oazapfts.json({
        ...opts,
        method: "POST",
        body: singleMessageInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Read a message, with each attempt and receipt
 */
function getMessage({ messageId }: {
    messageId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: OneMessage;
    }>(`/v1/messages/${encodeURIComponent(messageId)}`, {
        ...opts
    }));
}
/**
 * List inbound texts, the newest first
 */
function listInboundTexts({ phone, decision, review, providerId, since, until, limit, cursor }: {
    phone?: string;
    decision?: "opt_out" | "opt_in" | "help" | "confirm" | "subscribe" | "unsubscribe" | "near_miss" | "other";
    review?: "open" | "opted_out" | "dismissed";
    providerId?: string;
    since?: string;
    until?: string;
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: InboundText[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/inbound${QS.query(QS.explode({
        phone,
        decision,
        review,
        providerId,
        since,
        until,
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Read an inbound text
 */
function getInboundText({ inboundId }: {
    inboundId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: InboundText;
    }>(`/v1/inbound/${encodeURIComponent(inboundId)}`, {
        ...opts
    }));
}
/**
 * Decide on a near miss
 */
function reviewInboundText({ inboundId, idempotencyKey, reviewInput }: {
    inboundId: string;
    idempotencyKey?: string;
    reviewInput: ReviewInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: InboundText;
    }>(`/v1/inbound/${encodeURIComponent(inboundId)}/review`, oazapfts.json({
        ...opts,
        method: "POST",
        body: reviewInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Read the account settings
 */
function getAccount(opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Account;
    }>("/v1/account", {
        ...opts
    }));
}
/**
 * Replace the account settings
 */
function replaceAccount({ ifMatch, accountInput }: {
    ifMatch?: string;
    accountInput: AccountInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Account;
    }>("/v1/account", oazapfts.json({
        ...opts,
        method: "PUT",
        body: accountInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    })));
}
/**
 * Change some of the account settings
 */
function updateAccount({ ifMatch, accountPatch }: {
    ifMatch?: string;
    accountPatch: AccountPatch;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Account;
    }>("/v1/account", oazapfts.json({
        ...opts,
        method: "PATCH",
        body: accountPatch,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    })));
}
/**
 * List the quiet hours of countries and states, with their sources
 */
function listQuietHours(opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: QuietHours;
    }>("/v1/quiet-hours", {
        ...opts
    }));
}
/**
 * List alerts, the newest first
 */
function listAlerts({ campaignId, limit, cursor }: {
    campaignId?: string;
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: Alert[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/alerts${QS.query(QS.explode({
        campaignId,
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Create an API key
 */
function createApiKey({ idempotencyKey, apiKeyInput }: {
    idempotencyKey?: string;
    apiKeyInput: ApiKeyInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 201;
        data: NewApiKey;
    }>("/v1/api-keys", oazapfts.json({
        ...opts,
        method: "POST",
        body: apiKeyInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * List API keys, the newest first
 */
function listApiKeys({ limit, cursor }: {
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: ApiKey[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/api-keys${QS.query(QS.explode({
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Read an API key
 */
function getApiKey({ keyId }: {
    keyId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ApiKey;
    }>(`/v1/api-keys/${encodeURIComponent(keyId)}`, {
        ...opts
    }));
}
/**
 * Change the name, the scopes, the rates and the expiry of an API key
 */
function replaceApiKey({ keyId, apiKeySettingsInput }: {
    keyId: string;
    apiKeySettingsInput: ApiKeySettingsInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ApiKey;
    }>(`/v1/api-keys/${encodeURIComponent(keyId)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: apiKeySettingsInput
    })));
}
/**
 * Delete an API key
 */
function deleteApiKey({ keyId }: {
    keyId: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchText(`/v1/api-keys/${encodeURIComponent(keyId)}`, {
        ...opts,
        method: "DELETE"
    }));
}
/**
 * Read which API key the request was made with
 */
function whoami(opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** id of the API key; bootstrap: the key of the configuration */
            keyId: string;
            /** the name under which actions with the key are recorded */
            name: string;
            /** what the key may do */
            scopes: ("ingest" | "read" | "read:numbers" | "author" | "send" | "send:transactional" | "approve" | "operate" | "admin")[];
            /** true: whatever is sent with the key goes to the built-in sandbox */
            sandbox: boolean;
        };
    }>("/v1/whoami", {
        ...opts
    }));
}
/**
 * Replace the secret of an API key
 */
function rotateApiKey({ keyId, idempotencyKey, rotationInput }: {
    keyId: string;
    idempotencyKey?: string;
    rotationInput?: RotationInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: NewApiKey;
    }>(`/v1/api-keys/${encodeURIComponent(keyId)}/rotate`, oazapfts.json({
        ...opts,
        method: "POST",
        body: rotationInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Disable an API key
 */
function disableApiKey({ keyId, idempotencyKey }: {
    keyId: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ApiKey;
    }>(`/v1/api-keys/${encodeURIComponent(keyId)}/disable`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Enable an API key that was disabled
 */
function enableApiKey({ keyId, idempotencyKey }: {
    keyId: string;
    idempotencyKey?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ApiKey;
    }>(`/v1/api-keys/${encodeURIComponent(keyId)}/enable`, {
        ...opts,
        method: "POST",
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Read the audit log, the newest first
 */
function listAuditEntries({ $from, to, keyId, resourceId, operation, outcome, format, limit, cursor }: {
    $from?: string;
    to?: string;
    keyId?: string;
    resourceId?: string;
    operation?: string;
    outcome?: "begun" | "done" | "refused" | "failed";
    format?: "json" | "ndjson" | "csv";
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            /** one page of the list */
            items: AuditEntry[];
            /** the `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
        };
    }>(`/v1/audit${QS.query(QS.explode({
        "from": $from,
        to,
        keyId,
        resourceId,
        operation,
        outcome,
        format,
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Receive a receipt
 */
function takeReceipt({ providerId, ref, body }: {
    providerId: string;
    ref: string;
    body: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: unknown;
    } | {
        status: 201;
        data: unknown;
    } | {
        status: 202;
        data: unknown;
    } | {
        status: 204;
    }>(`/v1/receipts/${encodeURIComponent(providerId)}/${encodeURIComponent(ref)}`, oazapfts.json({
        ...opts,
        method: "POST",
        body
    })));
}
/**
 * Receive a receipt as query parameters
 */
function takeReceiptInQuery({ providerId, ref }: {
    providerId: string;
    ref: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: unknown;
    } | {
        status: 201;
        data: unknown;
    } | {
        status: 202;
        data: unknown;
    } | {
        status: 204;
    }>(`/v1/receipts/${encodeURIComponent(providerId)}/${encodeURIComponent(ref)}`, {
        ...opts
    }));
}
/**
 * Receive an inbound text
 */
function takeInboundText({ providerId, ref, body }: {
    providerId: string;
    ref: string;
    body: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: unknown;
    } | {
        status: 201;
        data: unknown;
    } | {
        status: 202;
        data: unknown;
    } | {
        status: 204;
    }>(`/v1/inbound/${encodeURIComponent(providerId)}/texts/${encodeURIComponent(ref)}`, oazapfts.json({
        ...opts,
        method: "POST",
        body
    })));
}
/**
 * Receive an inbound text as query parameters
 */
function takeInboundTextInQuery({ providerId, ref }: {
    providerId: string;
    ref: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: unknown;
    } | {
        status: 201;
        data: unknown;
    } | {
        status: 202;
        data: unknown;
    } | {
        status: 204;
    }>(`/v1/inbound/${encodeURIComponent(providerId)}/texts/${encodeURIComponent(ref)}`, {
        ...opts
    }));
}
/**
 * Check that the process is up
 */
function isUp(opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            status: "up";
        };
    }>("/healthz", {
        ...opts
    }));
}
/**
 * Check that the store and Temporal answer
 */
function isReady(opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            status: "ready";
        };
    }>("/readyz", {
        ...opts
    }));
}
return { upsertProfile, listProfiles, upsertProfiles, importProfiles, getProfile, putProfile, deleteProfile, setOptOut, recordEvent, recordEvents, importEvents, listEventsOfProfile, startImport, getImport, listRefusedRows, listSuppressions, suppressNumber, getSuppression, liftSuppression, subscribeToTopic, confirmSubscriptions, unsubscribeFromTopic, listSubscriptions, getNumberTopics, exportProfile, erasePerson, listErasures, getErasure, createSegment, listSegments, getSegment, replaceSegment, updateSegment, deleteSegment, estimateSegment, createProvider, listProviders, getProvider, replaceProvider, updateProvider, deleteProvider, retireProvider, reinstateProvider, validateProvider, sendTestSms, createProviderGroup, listProviderGroups, getProviderGroup, replaceProviderGroup, updateProviderGroup, deleteProviderGroup, replaceProviderGroupMembers, addProviderGroupMember, removeProviderGroupMember, createCampaign, listCampaigns, getCampaign, deleteCampaign, replaceCampaign, updateCampaign, validateCampaign, duplicateCampaign, archiveCampaign, unarchiveCampaign, scheduleCampaign, pauseCampaign, resumeCampaign, stopCampaign, retryCampaign, approveRun, raiseSafetyLimit, triggerCampaign, createSavedMessage, listSavedMessages, getSavedMessage, replaceSavedMessage, updateSavedMessage, deleteSavedMessage, listSavedMessageRevisions, listRuns, getRun, getRunReport, getCampaignReport, listJourneys, getJourney, pauseJourney, resumeJourney, stopJourney, startJourney, startJourneyForSegment, getJourneyTask, listJourneyPeople, moveJourneyPersonOn, removeJourneyPerson, listMessages, searchMessages, sendMessage, getMessage, listInboundTexts, getInboundText, reviewInboundText, getAccount, replaceAccount, updateAccount, listQuietHours, listAlerts, createApiKey, listApiKeys, getApiKey, replaceApiKey, deleteApiKey, whoami, rotateApiKey, disableApiKey, enableApiKey, listAuditEntries, takeReceipt, takeReceiptInQuery, takeInboundText, takeInboundTextInQuery, isUp, isReady };
}
