// @ts-nocheck
/**
 * DO NOT MODIFY - This file has been generated using oazapfts.
 * See https://www.npmjs.com/package/oazapfts
 */
import * as Oazapfts from "@oazapfts/runtime";
import * as QS from "@oazapfts/runtime/query";
export type ProfileInput = {
    id: string;
    phone?: (string | null) | undefined;
    timeZone?: (string | null) | undefined;
    language?: (string | null) | undefined;
    optedOut?: boolean | undefined;
    properties?: {
        [key: string]: unknown;
    } | undefined;
};
export type WrittenProfile = {
    id: string;
    /** the phone as it was given */
    phone: string | null;
    /** the phone as E.164; null when it is not possible for its country */
    "number": string | null;
    /** why the phone has no usable number: no_number; several (two numbers, or something after the number); rounded by a spreadsheet; no_country_code; not_possible for its country; ambiguous with the default country */
    numberProblem: ("no_number" | "several" | "rounded" | "no_country_code" | "not_possible" | "ambiguous") | null;
    /** country of the number, ISO 3166-1 alpha-2 */
    country: string | null;
    timeZone: string | null;
    language: string | null;
    /** whether the number gets no messages, whoever opted it out, or the profile opted out before it had a number */
    optedOut: boolean;
    reachability: "reachable" | "opted_out" | "no_usable_number";
    properties: {
        [key: string]: string | number | boolean | {
            date: string;
        } | string[];
    };
    /** ISO 8601, UTC */
    createdAt: string;
    /** ISO 8601, UTC */
    updatedAt: string;
    /** the profile had all of it before */
    unchanged?: true | undefined;
    /** a phone that is no usable number, a property that was left out, an id that another event has, optedOut: false for a profile that stays opted out */
    notes?: {
        field: string;
        got: string;
        wanted: string;
    }[] | undefined;
};
export type Profile = {
    id: string;
    /** the phone as it was given */
    phone: string | null;
    /** the phone as E.164; null when it is not possible for its country */
    "number": string | null;
    /** why the phone has no usable number: no_number; several (two numbers, or something after the number); rounded by a spreadsheet; no_country_code; not_possible for its country; ambiguous with the default country */
    numberProblem: ("no_number" | "several" | "rounded" | "no_country_code" | "not_possible" | "ambiguous") | null;
    /** country of the number, ISO 3166-1 alpha-2 */
    country: string | null;
    timeZone: string | null;
    language: string | null;
    /** whether the number gets no messages, whoever opted it out, or the profile opted out before it had a number */
    optedOut: boolean;
    reachability: "reachable" | "opted_out" | "no_usable_number";
    properties: {
        [key: string]: string | number | boolean | {
            date: string;
        } | string[];
    };
    /** ISO 8601, UTC */
    createdAt: string;
    /** ISO 8601, UTC */
    updatedAt: string;
};
export type Bulk = {
    items: unknown[];
};
export type BulkOutcome = {
    /** items that are stored */
    accepted: number;
    /** of the accepted items, those whose profile had all of it before */
    unchanged: number;
    /** events whose id the profile had already; nothing changed */
    known: number;
    rejected: number;
    /** items, not rejected, whose phone is no usable number */
    withoutNumber: number;
    /** items, not rejected, without a property that can’t be stored */
    incomplete: number;
    /** rows or items, not rejected, that do not opt their profile out, but it is: its number is on the suppression list, or it opted out before it had one */
    stillOptedOut: number;
    /** one for each item, in the order of the items */
    outcomes: {
        index: number;
        outcome: "accepted" | "unchanged" | "known" | "rejected";
        /** why it was rejected */
        problems?: {
            /** a JSON pointer into the body (/what/template), or a parameter or header (query: limit) */
            field: string;
            /** why it is refused; not_accepted: for a reason that no schema can express, such as an id of nothing */
            code: "required" | "unknown_field" | "wrong_type" | "not_one_of" | "out_of_range" | "wrong_format" | "not_accepted";
            /** the value that was given; only its shape when it may be secret or personal */
            got: string;
            /** the expected value */
            wanted: string;
        }[] | undefined;
        /** a phone that is no usable number, a property that was left out, an id that another event has, optedOut: false for a profile that stays opted out */
        notes?: {
            field: string;
            got: string;
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
    rejected: number;
    /** rows, not rejected, whose phone is no usable number; `notes` says why */
    withoutNumber: number;
    /** rows, not rejected, without a property that can’t be stored; `notes` names it */
    incomplete: number;
    /** rows or items, not rejected, that do not opt their profile out, but it is: its number is on the suppression list, or it opted out before it had one */
    stillOptedOut: number;
    /** what was wrong with the first 100 rejected rows; lines count from 1 */
    problems: {
        line: number;
        field: string;
        got: string;
        wanted: string;
    }[];
    /** what is worth knowing of rows that were not rejected, and of columns, such as numbers that are stored as texts; the first 100 */
    notes: {
        line: number;
        field: string;
        got: string;
        wanted: string;
    }[];
    /** false: the file ends inside a quoted cell, as one does that was cut off */
    complete: boolean;
};
export type ProfileChanges = {
    phone?: (string | null) | undefined;
    timeZone?: (string | null) | undefined;
    language?: (string | null) | undefined;
    optedOut?: boolean | undefined;
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
    id?: string | undefined;
    profileId: string;
    name: string;
    at?: (string) | undefined;
    properties?: {
        [key: string]: unknown;
    } | undefined;
};
export type RecordedEvent = {
    id: string;
    /** true: the profile had an event of this name and id already, and nothing changed */
    known: boolean;
    /** a phone that is no usable number, a property that was left out, an id that another event has, optedOut: false for a profile that stays opted out */
    notes?: {
        field: string;
        got: string;
        wanted: string;
    }[] | undefined;
};
export type Event = {
    id: string;
    profileId: string;
    name: string;
    /** ISO 8601, UTC */
    at: string;
    properties: {
        [key: string]: string | number | boolean | {
            date: string;
        } | string[];
    };
};
export type Import = {
    importId: string;
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
    rejected: number;
    /** rows, not rejected, whose phone is no usable number; `notes` says why */
    withoutNumber: number;
    /** rows, not rejected, without a property that can’t be stored; `notes` names it */
    incomplete: number;
    /** rows or items, not rejected, that do not opt their profile out, but it is: its number is on the suppression list, or it opted out before it had one */
    stillOptedOut: number;
    /** what was wrong with the first 100 rejected rows; lines count from 1 */
    problems: {
        line: number;
        field: string;
        got: string;
        wanted: string;
    }[];
    /** what is worth knowing of rows that were not rejected, and of columns, such as numbers that are stored as texts; the first 100 */
    notes: {
        line: number;
        field: string;
        got: string;
        wanted: string;
    }[];
    /** false: the file ends inside a quoted cell, as one does that was cut off */
    complete: boolean;
    error: {
        field: string;
        got: string;
        wanted: string;
    } | null;
    /** ISO 8601, UTC */
    createdAt: string;
    /** ISO 8601, UTC */
    updatedAt: string;
    finishedAt: string | null;
};
export type RefusedRow = {
    line: number;
    field: string;
    got: string;
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
export type SegmentCondition = ({
    kind: "property";
    property: string;
    operator: "equals" | "not_equals";
    value: string | number | boolean | {
        date: string;
    };
} | {
    kind: "property";
    property: string;
    operator: "in" | "not_in";
    /** 1 to 1,000 values */
    value: (string | number | boolean | {
        date: string;
    })[];
} | {
    kind: "property";
    property: string;
    operator: "lt" | "lte" | "gt" | "gte";
    value: number | {
        date: string;
    };
} | {
    kind: "property";
    property: string;
    operator: "between";
    /** lower and upper bound, both included */
    value: ((number | {
        date: string;
    }) | (number | {
        date: string;
    }))[];
} | {
    kind: "property";
    property: string;
    operator: "contains" | "not_contains";
    /** a part of the text; case-sensitive */
    value: string;
} | {
    kind: "property";
    property: string;
    operator: "anniversary";
    /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
    value: {
        fromDay?: number | undefined;
        toDay?: number | undefined;
    };
} | {
    kind: "property";
    property: string;
    operator: "exists" | "not_exists";
}) | ({
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "equals" | "not_equals";
    value: string | number | boolean | {
        date: string;
    };
} | {
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "in" | "not_in";
    /** 1 to 1,000 values */
    value: (string | number | boolean | {
        date: string;
    })[];
} | {
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "lt" | "lte" | "gt" | "gte";
    value: number | {
        date: string;
    };
} | {
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "between";
    /** lower and upper bound, both included */
    value: ((number | {
        date: string;
    }) | (number | {
        date: string;
    }))[];
} | {
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "contains" | "not_contains";
    /** a part of the text; case-sensitive */
    value: string;
} | {
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "anniversary";
    /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
    value: {
        fromDay?: number | undefined;
        toDay?: number | undefined;
    };
} | {
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "exists" | "not_exists";
}) | {
    kind: "event";
    event: string;
    /** false: the profile has no matching event */
    did?: boolean | undefined;
    /** from an instant (included) to another (not included), or the last N times 24 hours up to now */
    within?: ({
        "from"?: (string) | undefined;
        to?: (string) | undefined;
    } | {
        lastDays: number;
    }) | undefined;
    /** tests that a single event must all pass */
    where?: ({
        property: string;
        operator: "equals" | "not_equals";
        value: string | number | boolean | {
            date: string;
        };
    } | {
        property: string;
        operator: "in" | "not_in";
        /** 1 to 1,000 values */
        value: (string | number | boolean | {
            date: string;
        })[];
    } | {
        property: string;
        operator: "lt" | "lte" | "gt" | "gte";
        value: number | {
            date: string;
        };
    } | {
        property: string;
        operator: "between";
        /** lower and upper bound, both included */
        value: ((number | {
            date: string;
        }) | (number | {
            date: string;
        }))[];
    } | {
        property: string;
        operator: "contains" | "not_contains";
        /** a part of the text; case-sensitive */
        value: string;
    } | {
        property: string;
        operator: "anniversary";
        /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
        value: {
            fromDay?: number | undefined;
            toDay?: number | undefined;
        };
    } | {
        property: string;
        operator: "exists" | "not_exists";
    })[] | undefined;
    /** the number of matching events */
    count?: ({
        operator: "equals" | "lt" | "lte" | "gt" | "gte";
        value: number;
    } | {
        operator: "between";
        value: (number)[];
    }) | undefined;
    /** the sum of a number property over the matching events */
    sum?: {
        property: string;
        threshold: {
            operator: "equals" | "lt" | "lte" | "gt" | "gte";
            value: number;
        } | {
            operator: "between";
            value: (number)[];
        };
    } | undefined;
    /** the period of the first matching event */
    first?: ({
        "from"?: (string) | undefined;
        to?: (string) | undefined;
    } | {
        lastDays: number;
    }) | undefined;
    /** the period of the last matching event */
    last?: ({
        "from"?: (string) | undefined;
        to?: (string) | undefined;
    } | {
        lastDays: number;
    }) | undefined;
} | {
    kind: "segment";
    segmentId: string;
} | {
    kind: "and" | "or";
    conditions: SegmentCondition[];
} | {
    kind: "not";
    condition: SegmentCondition;
};
export type SegmentInput = {
    name: string;
    condition: SegmentCondition;
};
export type SegmentConditionAnswer = ({
    kind: "property";
    property: string;
    operator: "equals" | "not_equals";
    value: string | number | boolean | {
        date: string;
    };
} | {
    kind: "property";
    property: string;
    operator: "in" | "not_in";
    /** 1 to 1,000 values */
    value: (string | number | boolean | {
        date: string;
    })[];
} | {
    kind: "property";
    property: string;
    operator: "lt" | "lte" | "gt" | "gte";
    value: number | {
        date: string;
    };
} | {
    kind: "property";
    property: string;
    operator: "between";
    /** lower and upper bound, both included */
    value: ((number | {
        date: string;
    }) | (number | {
        date: string;
    }))[];
} | {
    kind: "property";
    property: string;
    operator: "contains" | "not_contains";
    /** a part of the text; case-sensitive */
    value: string;
} | {
    kind: "property";
    property: string;
    operator: "anniversary";
    /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
    value: {
        fromDay: number;
        toDay: number;
    };
} | {
    kind: "property";
    property: string;
    operator: "exists" | "not_exists";
}) | ({
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "equals" | "not_equals";
    value: string | number | boolean | {
        date: string;
    };
} | {
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "in" | "not_in";
    /** 1 to 1,000 values */
    value: (string | number | boolean | {
        date: string;
    })[];
} | {
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "lt" | "lte" | "gt" | "gte";
    value: number | {
        date: string;
    };
} | {
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "between";
    /** lower and upper bound, both included */
    value: ((number | {
        date: string;
    }) | (number | {
        date: string;
    }))[];
} | {
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "contains" | "not_contains";
    /** a part of the text; case-sensitive */
    value: string;
} | {
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "anniversary";
    /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
    value: {
        fromDay: number;
        toDay: number;
    };
} | {
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "exists" | "not_exists";
}) | {
    kind: "event";
    event: string;
    /** false: the profile has no matching event */
    did: boolean;
    /** from an instant (included) to another (not included), or the last N times 24 hours up to now */
    within?: ({
        "from"?: (string) | undefined;
        to?: (string) | undefined;
    } | {
        lastDays: number;
    }) | undefined;
    /** tests that a single event must all pass */
    where?: ({
        property: string;
        operator: "equals" | "not_equals";
        value: string | number | boolean | {
            date: string;
        };
    } | {
        property: string;
        operator: "in" | "not_in";
        /** 1 to 1,000 values */
        value: (string | number | boolean | {
            date: string;
        })[];
    } | {
        property: string;
        operator: "lt" | "lte" | "gt" | "gte";
        value: number | {
            date: string;
        };
    } | {
        property: string;
        operator: "between";
        /** lower and upper bound, both included */
        value: ((number | {
            date: string;
        }) | (number | {
            date: string;
        }))[];
    } | {
        property: string;
        operator: "contains" | "not_contains";
        /** a part of the text; case-sensitive */
        value: string;
    } | {
        property: string;
        operator: "anniversary";
        /** days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} one of the 3 days before today */
        value: {
            fromDay: number;
            toDay: number;
        };
    } | {
        property: string;
        operator: "exists" | "not_exists";
    })[] | undefined;
    /** the number of matching events */
    count?: ({
        operator: "equals" | "lt" | "lte" | "gt" | "gte";
        value: number;
    } | {
        operator: "between";
        value: (number)[];
    }) | undefined;
    /** the sum of a number property over the matching events */
    sum?: {
        property: string;
        threshold: {
            operator: "equals" | "lt" | "lte" | "gt" | "gte";
            value: number;
        } | {
            operator: "between";
            value: (number)[];
        };
    } | undefined;
    /** the period of the first matching event */
    first?: ({
        "from"?: (string) | undefined;
        to?: (string) | undefined;
    } | {
        lastDays: number;
    }) | undefined;
    /** the period of the last matching event */
    last?: ({
        "from"?: (string) | undefined;
        to?: (string) | undefined;
    } | {
        lastDays: number;
    }) | undefined;
} | {
    kind: "segment";
    segmentId: string;
} | {
    kind: "and" | "or";
    conditions: SegmentConditionAnswer[];
} | {
    kind: "not";
    condition: SegmentConditionAnswer;
};
export type Segment = {
    id: string;
    name: string;
    condition: SegmentConditionAnswer;
    /** ISO 8601, UTC */
    createdAt: string;
    /** ISO 8601, UTC */
    updatedAt: string;
};
export type Reach = {
    kind: "everyone";
} | {
    kind: "percentage";
    percentage: number;
} | {
    kind: "number";
    "number": number;
};
export type EstimateInput = {
    segmentId: string;
    /** how many of them the campaign draws */
    reach?: Reach | undefined;
    /** true: the campaign's messages are sent whatever the account's profileLimits say */
    ignoreProfileLimits?: boolean | undefined;
    /** tags of the campaign: profileLimits for one of them count the messages with that tag */
    tags?: string[] | undefined;
    /** Liquid; with it, the SMS segments and their cost are estimated */
    template?: string | undefined;
    maxSegments?: number | undefined;
    /** what {{ campaign.name }} stands for */
    campaignName?: string | undefined;
    /** what one SMS segment costs; left out: the account's price */
    price?: {
        currency: string;
        perSegment: {
            /** the price in countries that are not listed */
            "default": number;
            countries?: {
                [key: string]: number;
            } | undefined;
        };
    } | undefined;
} | {
    condition: SegmentCondition;
    /** how many of them the campaign draws */
    reach?: Reach | undefined;
    /** true: the campaign's messages are sent whatever the account's profileLimits say */
    ignoreProfileLimits?: boolean | undefined;
    /** tags of the campaign: profileLimits for one of them count the messages with that tag */
    tags?: string[] | undefined;
    /** Liquid; with it, the SMS segments and their cost are estimated */
    template?: string | undefined;
    maxSegments?: number | undefined;
    /** what {{ campaign.name }} stands for */
    campaignName?: string | undefined;
    /** what one SMS segment costs; left out: the account's price */
    price?: {
        currency: string;
        perSegment: {
            /** the price in countries that are not listed */
            "default": number;
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
    /** Liquid; with it, the SMS segments and their cost are estimated */
    template?: string | undefined;
    maxSegments?: number | undefined;
    /** what {{ campaign.name }} stands for */
    campaignName?: string | undefined;
    /** what one SMS segment costs; left out: the account's price */
    price?: {
        currency: string;
        perSegment: {
            /** the price in countries that are not listed */
            "default": number;
            countries?: {
                [key: string]: number;
            } | undefined;
        };
    } | undefined;
};
export type Estimate = {
    qualified: number;
    reachable: number;
    optedOut: number;
    noUsableNumber: number;
    /** reachable, but the message goes to the number under an earlier profile id */
    duplicateNumbers: number;
    /** reachable otherwise, but they have had as many messages as the account's profileLimits allow */
    capped: number;
    /** whom a message would go to: reachable - duplicateNumbers - capped */
    recipients: number;
    /** how many recipients are left by the draw that reach asks for; it is made when a run starts, so this is what to expect */
    afterReach: number;
    byCountry: {
        rows: {
            country: string | null;
            reachable: number;
            recipients: number;
        }[];
        /** the sum of those without a row */
        other: {
            reachable: number;
            recipients: number;
        };
    };
    /** by the profile's own zone; null for those that have none */
    byTimeZone: {
        rows: {
            timeZone: string | null;
            reachable: number;
            recipients: number;
        }[];
        /** the sum of those without a row */
        other: {
            reachable: number;
            recipients: number;
        };
    };
    /** null without a template */
    message: {
        /** so many recipients' texts were made, of so many recipients; the same ones each time, at most 1000 */
        sample: {
            size: number;
            "of": number;
        };
        /** of the sample */
        encodings: {
            "GSM-7": number;
            "UCS-2": number;
        };
        /** of the sample: who would get nothing, and why */
        failures: {
            reason: "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier";
            count: number;
        }[];
        /** SMS segments to those left by the draw; exact when the sample is all of them */
        segments: number;
        /** null without a price */
        cost: {
            amount: number;
            currency: string;
        } | null;
    } | null;
    /** properties that the condition compares with numbers, and that hold texts at some profiles or events */
    notes?: {
        field: string;
        got: string;
        wanted: string;
    }[] | undefined;
};
export type TwilioProviderInput = {
    kind: "twilio";
    name: string;
    ratePerSecond?: number | undefined;
    requestTimeoutMs?: number | undefined;
    consistencyDelayMs?: number | undefined;
    serverErrors?: ("unknown" | "not_processed") | undefined;
    settings: {
        accountSid: string;
        /** secret: stored encrypted, never returned */
        authToken: string;
        /** sender: E.164, short code or alphanumeric */
        "from"?: string | undefined;
        messagingServiceSid?: string | undefined;
        /** a compatible service, or a simulator */
        baseUrl?: string | undefined;
    };
};
export type HttpProviderInput = {
    kind: "http";
    name: string;
    ratePerSecond?: number | undefined;
    requestTimeoutMs?: number | undefined;
    consistencyDelayMs?: number | undefined;
    serverErrors?: ("unknown" | "not_processed") | undefined;
    settings: {
        secrets?: {
            [key: string]: string;
        } | undefined;
        send: {
            method?: ("GET" | "POST" | "PUT") | undefined;
            url: string;
            headers?: {
                [key: string]: string;
            } | undefined;
            body?: string | undefined;
        };
        answers?: {
            status?: number[] | undefined;
            body?: string | undefined;
            means: "accepted" | "refused_recipient" | "opted_out" | "refused_content" | "trouble" | "account" | "unknown";
        }[] | undefined;
        messageId?: ({
            json: string;
        } | {
            pattern: string;
        } | {
            param: string;
        }) | undefined;
        code?: ({
            json: string;
        } | {
            pattern: string;
        } | {
            param: string;
        }) | undefined;
        idempotent?: boolean | undefined;
        lookup?: {
            request: {
                method?: ("GET" | "POST" | "PUT") | undefined;
                url: string;
                headers?: {
                    [key: string]: string;
                } | undefined;
                body?: string | undefined;
            };
            found?: string | undefined;
            messageId?: ({
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            }) | undefined;
        } | undefined;
        verify?: {
            method?: ("GET" | "POST" | "PUT") | undefined;
            url: string;
            headers?: {
                [key: string]: string;
            } | undefined;
            body?: string | undefined;
        } | undefined;
        receipts?: {
            status: {
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            };
            delivered: string[];
            undelivered?: string[] | undefined;
            sent?: string[] | undefined;
            messageId?: ({
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            }) | undefined;
            code?: ({
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            }) | undefined;
            part?: ({
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            }) | undefined;
            /** what the gateway wants to be answered; left out: 204 without a body */
            answer?: {
                status?: (200 | 201 | 202 | 204) | undefined;
                contentType?: ("text/plain" | "text/xml" | "application/xml" | "application/json") | undefined;
                body?: string | undefined;
            } | undefined;
        } | undefined;
        /** how a text that somebody sends to the account is read; left out: none are accepted */
        inbound?: {
            /** the number of the sender */
            "from": {
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            };
            /** the text; none there: an empty text */
            text: {
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            };
            /** the number that the text was sent to */
            to?: ({
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            }) | undefined;
            /** the gateway’s id of the text, by which a repeated delivery is recognised; left out: sender, text and minute do that */
            messageId?: ({
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            }) | undefined;
            /** country (ISO 3166-1 alpha-2) of senders whose numbers come without a country code; left out: each number has its country code, with or without a plus sign */
            country?: string | undefined;
            /** a header that the gateway sends with each text, whose value is the secret of that name */
            secret?: {
                header: unknown & unknown;
                /** of one of `secrets` */
                name: string;
            } | undefined;
            /** what the gateway wants to be answered; left out: 204 without a body */
            answer?: {
                status?: (200 | 201 | 202 | 204) | undefined;
                contentType?: ("text/plain" | "text/xml" | "application/xml" | "application/json") | undefined;
                body?: string | undefined;
            } | undefined;
        } | undefined;
    };
};
export type ProviderInput = TwilioProviderInput | HttpProviderInput;
export type Provider = {
    kind: "twilio";
    name: string;
    ratePerSecond?: number | undefined;
    requestTimeoutMs: number;
    consistencyDelayMs: number;
    serverErrors: "unknown" | "not_processed";
    settings: {
        accountSid: string;
        /** secret: stored encrypted, never returned */
        authToken: string;
        /** sender: E.164, short code or alphanumeric */
        "from"?: string | undefined;
        messagingServiceSid?: string | undefined;
        /** a compatible service, or a simulator */
        baseUrl: string;
    };
    /** since when workers have stopped using the provider because it fails; null: it is in use */
    down: {
        /** ISO 8601, UTC */
        since: string;
        /** what it answered last */
        code: string | null;
    } | null;
    id: string;
    /** a retired provider is sent no new messages; it is still asked about earlier ones, and its receipts are accepted */
    status: "active" | "retired";
    /** increases with each change */
    revision: number;
    /** the address to which the provider has to pass on the texts that people send. It is a secret; null without the scope `admin`, where the settings define no inbound texts, and where Herald has no public address (HERALD_PUBLIC_URL) */
    inboundUrl: string | null;
    /** ISO 8601, UTC */
    createdAt: string;
    /** ISO 8601, UTC */
    updatedAt: string;
} | {
    kind: "http";
    name: string;
    ratePerSecond?: number | undefined;
    requestTimeoutMs: number;
    consistencyDelayMs: number;
    serverErrors: "unknown" | "not_processed";
    settings: {
        secrets: {
            [key: string]: string;
        };
        send: {
            method: "GET" | "POST" | "PUT";
            url: string;
            headers: {
                [key: string]: string;
            };
            body?: string | undefined;
        };
        answers: {
            status?: number[] | undefined;
            body?: string | undefined;
            means: "accepted" | "refused_recipient" | "opted_out" | "refused_content" | "trouble" | "account" | "unknown";
        }[];
        messageId?: ({
            json: string;
        } | {
            pattern: string;
        } | {
            param: string;
        }) | undefined;
        code?: ({
            json: string;
        } | {
            pattern: string;
        } | {
            param: string;
        }) | undefined;
        idempotent: boolean;
        lookup?: {
            request: {
                method: "GET" | "POST" | "PUT";
                url: string;
                headers: {
                    [key: string]: string;
                };
                body?: string | undefined;
            };
            found?: string | undefined;
            messageId?: ({
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            }) | undefined;
        } | undefined;
        verify?: {
            method: "GET" | "POST" | "PUT";
            url: string;
            headers: {
                [key: string]: string;
            };
            body?: string | undefined;
        } | undefined;
        receipts?: {
            status: {
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            };
            delivered: string[];
            undelivered: string[];
            sent: string[];
            messageId?: ({
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            }) | undefined;
            code?: ({
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            }) | undefined;
            part?: ({
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            }) | undefined;
            /** what the gateway wants to be answered; left out: 204 without a body */
            answer?: {
                status: 200 | 201 | 202 | 204;
                contentType: "text/plain" | "text/xml" | "application/xml" | "application/json";
                body: string;
            } | undefined;
        } | undefined;
        /** how a text that somebody sends to the account is read; left out: none are accepted */
        inbound?: {
            /** the number of the sender */
            "from": {
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            };
            /** the text; none there: an empty text */
            text: {
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            };
            /** the number that the text was sent to */
            to?: ({
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            }) | undefined;
            /** the gateway’s id of the text, by which a repeated delivery is recognised; left out: sender, text and minute do that */
            messageId?: ({
                json: string;
            } | {
                pattern: string;
            } | {
                param: string;
            }) | undefined;
            /** country (ISO 3166-1 alpha-2) of senders whose numbers come without a country code; left out: each number has its country code, with or without a plus sign */
            country?: string | undefined;
            /** a header that the gateway sends with each text, whose value is the secret of that name */
            secret?: {
                header: unknown & unknown;
                /** of one of `secrets` */
                name: string;
            } | undefined;
            /** what the gateway wants to be answered; left out: 204 without a body */
            answer?: {
                status: 200 | 201 | 202 | 204;
                contentType: "text/plain" | "text/xml" | "application/xml" | "application/json";
                body: string;
            } | undefined;
        } | undefined;
    };
    /** since when workers have stopped using the provider because it fails; null: it is in use */
    down: {
        /** ISO 8601, UTC */
        since: string;
        /** what it answered last */
        code: string | null;
    } | null;
    id: string;
    /** a retired provider is sent no new messages; it is still asked about earlier ones, and its receipts are accepted */
    status: "active" | "retired";
    /** increases with each change */
    revision: number;
    /** the address to which the provider has to pass on the texts that people send. It is a secret; null without the scope `admin`, where the settings define no inbound texts, and where Herald has no public address (HERALD_PUBLIC_URL) */
    inboundUrl: string | null;
    /** ISO 8601, UTC */
    createdAt: string;
    /** ISO 8601, UTC */
    updatedAt: string;
};
export type ProviderValidation = {
    /** ok: all checks succeeded; not_checked: the provider was not asked, because its settings have no verify request */
    result: "ok" | "failed" | "not_checked";
    checks: {
        name: string;
        ok: boolean;
        detail: string;
    }[];
};
export type TestSmsInput = {
    /** a number with its country code, such as +447700900001 */
    to: string;
    text: string;
};
export type TestSmsOutcome = {
    /** of the message in the ledger */
    messageId: string;
    /** unknown: the answer was lost, and the message may or may not arrive; skipped: the number has opted out, and nothing was sent */
    outcome: "accepted" | "refused" | "trouble" | "unknown" | "skipped";
    /** the provider's code, or one of Herald's such as timeout, opted_out or provider_rate */
    code: string | null;
    providerMessageId: string | null;
    encoding: "GSM-7" | "UCS-2";
    segments: number;
};
export type ProviderGroupInput = {
    name: string;
    members: {
        providerId: string;
        countries?: string[] | undefined;
    }[];
};
export type ProviderGroup = {
    id: string;
    name: string;
    members: {
        providerId: string;
        countries?: string[] | undefined;
    }[];
    /** ISO 8601, UTC */
    createdAt: string;
    /** ISO 8601, UTC */
    updatedAt: string;
};
export type When = {
    kind: "now";
} | {
    kind: "at";
    at: string;
} | {
    kind: "dates";
    dates: string[];
    /** the time zone of the times: the account's (account), a named one, each profile's own (profile), or each profile's own at the hour in which the profile is most active (best_time; the given time of day then applies to profiles that were never active) */
    zone: string;
    /** with profile and best_time: the time zone of profiles that have none. Left out: account */
    defaultZone?: string | undefined;
    /** with profile and best_time: what happens to recipients whose hour has already passed when the run starts, or passed more than 15 minutes before a run held by the safety check was approved. Left out: skip. next_day skips recipients whose next hour is on or after the day of the next run */
    late?: ("skip" | "send_now" | "next_day") | undefined;
} | {
    kind: "recurring";
    rule: {
        kind: "daily";
        /** every N days */
        every?: number | undefined;
    } | {
        kind: "weekly";
        /** every N weeks */
        every?: number | undefined;
        days: ("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[];
    } | {
        kind: "monthly";
        /** every N months */
        every?: number | undefined;
        /** months without that day are left out; last is the last day of each month */
        day: number | "last";
    } | {
        kind: "rrule";
        /** a recurrence rule of RFC 5545 for days only, such as FREQ=MONTHLY;BYDAY=-1FR; INTERVAL counts from the first matching day. A rule that names no day has that of the start: one that begins on the 31st leaves out months without a 31st */
        text: string;
    };
    time: string;
    /** the first day. Left out: the day on which the campaign is scheduled */
    start?: string | undefined;
    end?: ({
        kind: "never";
    } | {
        kind: "on";
        date: string;
    } | {
        kind: "after";
        runs: number;
    }) | undefined;
    /** the time zone of the times: the account's (account), a named one, each profile's own (profile), or each profile's own at the hour in which the profile is most active (best_time; the given time of day then applies to profiles that were never active) */
    zone: string;
    /** with profile and best_time: the time zone of profiles that have none. Left out: account */
    defaultZone?: string | undefined;
    /** with profile and best_time: what happens to recipients whose hour has already passed when the run starts, or passed more than 15 minutes before a run held by the safety check was approved. Left out: skip. next_day skips recipients whose next hour is on or after the day of the next run */
    late?: ("skip" | "send_now" | "next_day") | undefined;
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
export type CampaignInput = {
    name: string;
    /** labels, such as promotion; limits of the account's profileLimits may be for one tag */
    tags?: string[] | undefined;
    "type": "past_behaviour";
    when: When;
    who: {
        kind: "segment";
        segmentId: string;
    } | {
        kind: "condition";
        condition: SegmentCondition;
    } | {
        kind: "everyone";
    };
    what: {
        template: string;
        maxSegments?: number | undefined;
    };
    providerGroupId: string;
    reach?: Reach | undefined;
    /** replaces the account's windows; an empty list: no windows; left out: the account's apply */
    dnd?: DndWindow[] | undefined;
    limits?: CampaignLimits | undefined;
    /** requires a mail server and an address for the alert */
    safetyCheck?: {
        /** a run with more recipients than this waits for an approval */
        maxAudience: number;
    } | undefined;
    /** the campaign pauses itself and sends an alert */
    pauseOnErrors?: {
        /** share of failed messages, out of those that the run has processed */
        percent: number;
        /** messages that have to be processed first */
        minMessages?: number | undefined;
    } | undefined;
    /** receives the campaign's alerts; left out: the account's address does */
    alertEmail?: string | undefined;
    onUncertain?: ("skip" | "resend") | undefined;
    resolveWithinSeconds?: number | undefined;
    validityPeriodSeconds?: number | undefined;
};
export type WhenAnswer = {
    kind: "now";
} | {
    kind: "at";
    at: string;
} | {
    kind: "dates";
    dates: string[];
    /** the time zone of the times: the account's (account), a named one, each profile's own (profile), or each profile's own at the hour in which the profile is most active (best_time; the given time of day then applies to profiles that were never active) */
    zone: string;
    /** with profile and best_time: the time zone of profiles that have none. Left out: account */
    defaultZone?: string | undefined;
    /** with profile and best_time: what happens to recipients whose hour has already passed when the run starts, or passed more than 15 minutes before a run held by the safety check was approved. Left out: skip. next_day skips recipients whose next hour is on or after the day of the next run */
    late?: ("skip" | "send_now" | "next_day") | undefined;
} | {
    kind: "recurring";
    rule: {
        kind: "daily";
        /** every N days */
        every: number;
    } | {
        kind: "weekly";
        /** every N weeks */
        every: number;
        days: ("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[];
    } | {
        kind: "monthly";
        /** every N months */
        every: number;
        /** months without that day are left out; last is the last day of each month */
        day: number | "last";
    } | {
        kind: "rrule";
        /** a recurrence rule of RFC 5545 for days only, such as FREQ=MONTHLY;BYDAY=-1FR; INTERVAL counts from the first matching day. A rule that names no day has that of the start: one that begins on the 31st leaves out months without a 31st */
        text: string;
    };
    time: string;
    /** the first day. Left out: the day on which the campaign is scheduled */
    start?: string | undefined;
    end: {
        kind: "never";
    } | {
        kind: "on";
        date: string;
    } | {
        kind: "after";
        runs: number;
    };
    /** the time zone of the times: the account's (account), a named one, each profile's own (profile), or each profile's own at the hour in which the profile is most active (best_time; the given time of day then applies to profiles that were never active) */
    zone: string;
    /** with profile and best_time: the time zone of profiles that have none. Left out: account */
    defaultZone?: string | undefined;
    /** with profile and best_time: what happens to recipients whose hour has already passed when the run starts, or passed more than 15 minutes before a run held by the safety check was approved. Left out: skip. next_day skips recipients whose next hour is on or after the day of the next run */
    late?: ("skip" | "send_now" | "next_day") | undefined;
};
export type ReachAnswer = {
    kind: "everyone";
} | {
    kind: "percentage";
    percentage: number;
} | {
    kind: "number";
    "number": number;
};
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
export type CreatedCampaign = {
    id: string;
    name: string;
    /** labels, such as promotion; limits of the account's profileLimits may be for one tag */
    tags: string[];
    "type": "past_behaviour";
    when: WhenAnswer;
    who: {
        kind: "segment";
        segmentId: string;
    } | {
        kind: "condition";
        condition: SegmentConditionAnswer;
    } | {
        kind: "everyone";
    };
    what: {
        template: string;
        maxSegments: number;
    };
    providerGroupId: string;
    reach: ReachAnswer;
    /** replaces the account's windows; an empty list: no windows; left out: the account's apply */
    dnd?: DndWindowAnswer[] | undefined;
    limits: CampaignLimitsAnswer;
    /** requires a mail server and an address for the alert */
    safetyCheck?: {
        /** a run with more recipients than this waits for an approval */
        maxAudience: number;
    } | undefined;
    /** the campaign pauses itself and sends an alert */
    pauseOnErrors?: {
        /** share of failed messages, out of those that the run has processed */
        percent: number;
        /** messages that have to be processed first */
        minMessages: number;
    } | undefined;
    /** receives the campaign's alerts; left out: the account's address does */
    alertEmail?: string | undefined;
    onUncertain: "skip" | "resend";
    resolveWithinSeconds: number;
    validityPeriodSeconds?: number | undefined;
    /** awaiting_approval: a run is larger than the safety check allows, and waits for a decision; blocked: something can not go on, and waits for an edit, a retry or a stop */
    status: "draft" | "scheduled" | "running" | "awaiting_approval" | "blocked" | "paused" | "completed" | "stopped";
    /** how often it was written; each edit adds one */
    revision: number;
    /** who did what to it, in order */
    actions: {
        action: "schedule" | "pause" | "resume" | "stop" | "approve" | "raise_limit" | "retry" | "edit";
        by: string;
        /** id of the API key; null: the action was made in the Web UI, or by Herald */
        keyId: string | null;
        /** ISO 8601, UTC */
        at: string;
    }[];
    /** ISO 8601, UTC */
    createdAt: string;
    /** ISO 8601, UTC */
    updatedAt: string;
    /** what scheduling would refuse as things are now */
    warnings: {
        field: string;
        got: string;
        wanted: string;
    }[];
};
export type Campaign = {
    id: string;
    name: string;
    /** labels, such as promotion; limits of the account's profileLimits may be for one tag */
    tags: string[];
    "type": "past_behaviour";
    when: WhenAnswer;
    who: {
        kind: "segment";
        segmentId: string;
    } | {
        kind: "condition";
        condition: SegmentConditionAnswer;
    } | {
        kind: "everyone";
    };
    what: {
        template: string;
        maxSegments: number;
    };
    providerGroupId: string;
    reach: ReachAnswer;
    /** replaces the account's windows; an empty list: no windows; left out: the account's apply */
    dnd?: DndWindowAnswer[] | undefined;
    limits: CampaignLimitsAnswer;
    /** requires a mail server and an address for the alert */
    safetyCheck?: {
        /** a run with more recipients than this waits for an approval */
        maxAudience: number;
    } | undefined;
    /** the campaign pauses itself and sends an alert */
    pauseOnErrors?: {
        /** share of failed messages, out of those that the run has processed */
        percent: number;
        /** messages that have to be processed first */
        minMessages: number;
    } | undefined;
    /** receives the campaign's alerts; left out: the account's address does */
    alertEmail?: string | undefined;
    onUncertain: "skip" | "resend";
    resolveWithinSeconds: number;
    validityPeriodSeconds?: number | undefined;
    /** awaiting_approval: a run is larger than the safety check allows, and waits for a decision; blocked: something can not go on, and waits for an edit, a retry or a stop */
    status: "draft" | "scheduled" | "running" | "awaiting_approval" | "blocked" | "paused" | "completed" | "stopped";
    /** how often it was written; each edit adds one */
    revision: number;
    /** who did what to it, in order */
    actions: {
        action: "schedule" | "pause" | "resume" | "stop" | "approve" | "raise_limit" | "retry" | "edit";
        by: string;
        /** id of the API key; null: the action was made in the Web UI, or by Herald */
        keyId: string | null;
        /** ISO 8601, UTC */
        at: string;
    }[];
    /** ISO 8601, UTC */
    createdAt: string;
    /** ISO 8601, UTC */
    updatedAt: string;
};
export type Audience = {
    qualified: number;
    reachable: number;
    optedOut: number;
    noUsableNumber: number;
    /** reachable, and not drawn, where the campaign's reach isn't everyone: they get no message */
    notChosen: number;
};
export type CampaignWithProgress = {
    id: string;
    name: string;
    /** labels, such as promotion; limits of the account's profileLimits may be for one tag */
    tags: string[];
    "type": "past_behaviour";
    when: WhenAnswer;
    who: {
        kind: "segment";
        segmentId: string;
    } | {
        kind: "condition";
        condition: SegmentConditionAnswer;
    } | {
        kind: "everyone";
    };
    what: {
        template: string;
        maxSegments: number;
    };
    providerGroupId: string;
    reach: ReachAnswer;
    /** replaces the account's windows; an empty list: no windows; left out: the account's apply */
    dnd?: DndWindowAnswer[] | undefined;
    limits: CampaignLimitsAnswer;
    /** requires a mail server and an address for the alert */
    safetyCheck?: {
        /** a run with more recipients than this waits for an approval */
        maxAudience: number;
    } | undefined;
    /** the campaign pauses itself and sends an alert */
    pauseOnErrors?: {
        /** share of failed messages, out of those that the run has processed */
        percent: number;
        /** messages that have to be processed first */
        minMessages: number;
    } | undefined;
    /** receives the campaign's alerts; left out: the account's address does */
    alertEmail?: string | undefined;
    onUncertain: "skip" | "resend";
    resolveWithinSeconds: number;
    validityPeriodSeconds?: number | undefined;
    /** awaiting_approval: a run is larger than the safety check allows, and waits for a decision; blocked: something can not go on, and waits for an edit, a retry or a stop */
    status: "draft" | "scheduled" | "running" | "awaiting_approval" | "blocked" | "paused" | "completed" | "stopped";
    /** how often it was written; each edit adds one */
    revision: number;
    /** who did what to it, in order */
    actions: {
        action: "schedule" | "pause" | "resume" | "stop" | "approve" | "raise_limit" | "retry" | "edit";
        by: string;
        /** id of the API key; null: the action was made in the Web UI, or by Herald */
        keyId: string | null;
        /** ISO 8601, UTC */
        at: string;
    }[];
    /** ISO 8601, UTC */
    createdAt: string;
    /** ISO 8601, UTC */
    updatedAt: string;
    /** null for a draft, and while no worker answers for the campaign */
    progress: {
        phase: "scheduled" | "freezing" | "awaiting_approval" | "sending" | "blocked" | "completed" | "stopped";
        paused: {
            by: string;
            /** ISO 8601, UTC */
            at: string;
        } | null;
        /** when the next run is due; null when none is to come, or one begins as soon as the campaign can */
        nextRunAt: string | null;
        /** why the next run can't be opened */
        nextRunBlocked: {
            /** type of the failure */
            "type": string | null;
            cause: string;
            /** ISO 8601, UTC */
            since: string;
        } | null;
        /** the newest run */
        run: {
            runId: string;
            /** awaiting_approval: the safety check holds it until somebody approves it, raises the limit or stops it; blocked: it, or a part of it, waits for an edit, a retry or a stop */
            phase: "freezing" | "awaiting_approval" | "sending" | "blocked" | "completed" | "stopped";
            audience: Audience | null;
            /** more recipients than this need an approval; null without a safety check */
            safetyLimit: number | null;
            batches: number;
            batchesDone: number;
            batchesInFlight: number;
            /** when the next batch is due; null where one is due or in flight */
            nextBatchAt: string | null;
            /** batches that were begun and wait, and why most of them do */
            waiting: {
                batches: number;
                reason: "providers_unavailable" | "answers_lost" | "taken_over" | "interrupted" | "time_budget" | "errors" | "dnd" | "next_day" | "limits";
                /** ISO 8601, UTC */
                since: string;
                /** when the first of them is tried again; null: now */
                until: string | null;
            } | null;
            /** what can't go on; the rest of the run goes on */
            blocked: {
                /** type of the failure */
                "type": string | null;
                cause: string;
                /** ISO 8601, UTC */
                since: string;
                /** those that can't go on; 0: the run as a whole */
                batches: number;
            } | null;
            /** providers of its group that workers leave alone at present, while messages are sent */
            providersDown: {
                providerId: string;
                /** ISO 8601, UTC */
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
            runId: string;
            /** awaiting_approval: the safety check holds it until somebody approves it, raises the limit or stops it; blocked: it, or a part of it, waits for an edit, a retry or a stop */
            phase: "freezing" | "awaiting_approval" | "sending" | "blocked" | "completed" | "stopped";
            audience: Audience | null;
            /** more recipients than this need an approval; null without a safety check */
            safetyLimit: number | null;
            batches: number;
            batchesDone: number;
            batchesInFlight: number;
            /** when the next batch is due; null where one is due or in flight */
            nextBatchAt: string | null;
            /** batches that were begun and wait, and why most of them do */
            waiting: {
                batches: number;
                reason: "providers_unavailable" | "answers_lost" | "taken_over" | "interrupted" | "time_budget" | "errors" | "dnd" | "next_day" | "limits";
                /** ISO 8601, UTC */
                since: string;
                /** when the first of them is tried again; null: now */
                until: string | null;
            } | null;
            /** what can't go on; the rest of the run goes on */
            blocked: {
                /** type of the failure */
                "type": string | null;
                cause: string;
                /** ISO 8601, UTC */
                since: string;
                /** those that can't go on; 0: the run as a whole */
                batches: number;
            } | null;
            /** providers of its group that workers leave alone at present, while messages are sent */
            providersDown: {
                providerId: string;
                /** ISO 8601, UTC */
                since: string;
                /** what it answered last */
                code: string | null;
            }[];
            /** of batches that returned, or of the last look at the ledger; the report has every message */
            messages: {
                [key: string]: number;
            };
        }[];
    } | null;
};
export type CampaignCheckInput = {
    [key: string]: unknown;
};
export type CampaignCheck = {
    /** whether the campaign could be scheduled now */
    valid: boolean;
    problems: {
        /** a JSON pointer into the body (/what/template), or a parameter or header (query: limit) */
        field: string;
        /** why it is refused; not_accepted: for a reason that no schema can express, such as an id of nothing */
        code: "required" | "unknown_field" | "wrong_type" | "not_one_of" | "out_of_range" | "wrong_format" | "not_accepted";
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[];
    /** properties that the condition compares with numbers, and that hold texts at some profiles or events */
    notes?: {
        field: string;
        got: string;
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
    preview: {
        profileId: string;
        /** the message to the profile; null where it could not be composed */
        text: string | null;
        encoding: ("GSM-7" | "UCS-2") | null;
        /** the number of SMS segments that are sent and charged */
        segments: number;
        /** the first ten characters that require UCS-2; one that can not be seen by its name, such as U+00A0 NO-BREAK SPACE */
        notInGsm7: string[];
        /** why there is no text, or why the message would not be sent */
        reason: string | null;
        detail: string | null;
    }[];
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
export type Run = {
    runId: string;
    campaignId: string;
    occurrence: number;
    /** paused, blocked: its campaign is; awaiting_approval: it is larger than its safety check allows, and waits for a decision */
    status: "freezing" | "awaiting_approval" | "sending" | "paused" | "blocked" | "completed" | "stopped";
    /** ISO 8601, UTC */
    dueAt: string;
    /** ISO 8601, UTC */
    startedAt: string;
    finishedAt: string | null;
    /** null until it is frozen */
    audience: Audience | null;
    batches: number;
    /** the local date and time that was planned, and whose clock shows it: a zone's, or each profile's own (profile, best_time) */
    schedule: {
        local: string;
        zone: string;
    };
    reach: ReachAnswer;
    limits: CampaignLimitsAnswer;
    /** the account's limits over all campaigns, as the run started with them */
    profileLimits: ({
        kind: "calendar";
        /** the most messages */
        max: number;
        /** a day or a week of the profile's time zone; a week begins on Monday */
        per: "day" | "week";
        /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
        tag?: string | undefined;
    } | {
        kind: "rolling";
        /** the most messages */
        max: number;
        /** length of the time, in days of 24 hours */
        days: number;
        /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
        tag?: string | undefined;
    } | {
        kind: "minimum_gap";
        /** hours between two messages */
        hours: number;
        /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
        tag?: string | undefined;
    })[];
    /** the campaign's windows, or else the account's */
    dnd: DndWindowAnswer[];
    /** more recipients than this needed an approval; null: none was needed */
    safetyLimit: number | null;
    providerGroupId: string;
    /** of the provider group, as the run started with it */
    members: {
        providerId: string;
        countries?: string[] | undefined;
    }[];
};
export type RunReport = {
    runId: string;
    campaignId: string;
    /** paused, blocked: its campaign is; awaiting_approval: it is larger than its safety check allows, and waits for a decision */
    status: "freezing" | "awaiting_approval" | "sending" | "paused" | "blocked" | "completed" | "stopped";
    /** ISO 8601, UTC */
    dueAt: string;
    /** ISO 8601, UTC */
    startedAt: string;
    finishedAt: string | null;
    audience: Audience | null;
    /** taken by a provider: accepted, delivered and undelivered */
    sent: number;
    /** recipients without a message so far; who was not drawn (audience.notChosen) is none */
    notYet: number;
    byStatus: {
        [key: string]: number;
    };
    providers: {
        providerId: string;
        /** taken by it, whatever became of them */
        accepted: number;
        delivered: number;
        undelivered: number;
        segments: number;
    }[];
    /** messages that another provider took than the one first tried */
    failovers: number;
    /** failed and skipped, by reason */
    errorBucket: {
        reason: "opted_out" | "no_usable_number" | "profile_deleted" | "duplicate_number" | "hour_passed" | "after_end" | "dnd" | "total_limit" | "daily_limit" | "run_limit" | "profile_limit" | "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "answer_lost";
        count: number;
    }[];
    lostAnswers: {
        found: number;
        not_found: number;
        receipt: number;
        policy: number;
        uncertain: number;
    };
    segments: {
        "GSM-7": {
            messages: number;
            segments: number;
        };
        "UCS-2": {
            messages: number;
            segments: number;
        };
    };
};
export type Message = {
    messageId: string;
    /** what it was sent from: the run's id */
    dispatchId: string;
    campaignId: string | null;
    profileId: string;
    status: "accepted" | "delivered" | "undelivered" | "failed" | "skipped" | "uncertain";
    reason: ("opted_out" | "no_usable_number" | "profile_deleted" | "duplicate_number" | "hour_passed" | "after_end" | "dnd" | "total_limit" | "daily_limit" | "run_limit" | "profile_limit" | "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "answer_lost") | null;
    /** the recipient's number (E.164) at the time of sending */
    to: string | null;
    text: string | null;
    encoding: ("GSM-7" | "UCS-2") | null;
    segments: number;
    /** the provider that accepted the message */
    providerId: string | null;
    providerMessageId: string | null;
    failedOver: boolean;
    /** how a lost answer was resolved: a lookup found the message at the provider (found) or not, so that it was sent again (not_found); a receipt arrived (receipt); the campaign’s onUncertain decided (policy) */
    resolution: ("found" | "not_found" | "receipt" | "policy") | null;
    attempts: {
        providerId: string;
        /** ISO 8601, UTC */
        at: string;
        outcome: "accepted" | "refused" | "trouble" | "unknown";
        /** the provider's code, or one of Herald's */
        code: string | null;
    }[];
    receipts: {
        providerId: string;
        providerMessageId: string | null;
        status: "sent" | "delivered" | "undelivered";
        /** the provider's code, or one of Herald's */
        code: string | null;
        /** ISO 8601, UTC */
        at: string;
    }[];
    /** ISO 8601, UTC */
    createdAt: string;
    /** ISO 8601, UTC */
    updatedAt: string;
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
    /** what the text asks for. near_miss: it isn’t one of the keywords but may ask for an end, so that a person has to read it; other: nothing of these */
    decision: "opt_out" | "opt_in" | "help" | "near_miss" | "other";
    /** whose keywords decided */
    decidedBy: "herald" | "provider";
    /** the language of the keyword (ISO 639); null: several have it, or there is none */
    language: string | null;
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
export type ReviewInput = {
    /** opt_out: the number is suppressed, and the text is its wording; dismiss: the text asks for no end */
    decision: "opt_out" | "dismiss";
};
export type Account = {
    /** IANA time zone of campaigns that name no other */
    timeZone: string;
    /** true: a profile without a time zone has that of its number, if all of its country, or in the United States and Canada of its area code, has one clock. Runs that begin later use it */
    zoneFromNumber: boolean;
    /** hours in which campaigns without windows of their own do not send */
    dnd: DndWindowAnswer[] | null;
    /** limits on the messages that one profile gets from all campaigns together. A message that is due while one of them is full is skipped, with the reason profile_limit */
    profileLimits: ({
        kind: "calendar";
        /** the most messages */
        max: number;
        /** a day or a week of the profile's time zone; a week begins on Monday */
        per: "day" | "week";
        /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
        tag?: string | undefined;
    } | {
        kind: "rolling";
        /** the most messages */
        max: number;
        /** length of the time, in days of 24 hours */
        days: number;
        /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
        tag?: string | undefined;
    } | {
        kind: "minimum_gap";
        /** hours between two messages */
        hours: number;
        /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
        tag?: string | undefined;
    })[];
    alerts: {
        /** receives the alerts of campaigns without an alertEmail */
        email?: string | undefined;
    };
    /** what one SMS segment costs, for estimates */
    price?: {
        currency: string;
        perSegment: {
            /** the price in countries that are not listed */
            "default": number;
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
            opt_out?: string[] | undefined;
            opt_in?: string[] | undefined;
            help?: string[] | undefined;
        };
        /** what is answered, through the same provider: at most one answer of a kind to a number and day. Left out: nothing. A number that has opted out gets an answer only to the text by which it did, and to a question for help */
        answers: {
            opt_out?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages: {
                    [key: string]: string;
                };
            } | undefined;
            opt_in?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages: {
                    [key: string]: string;
                };
            } | undefined;
            help?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages: {
                    [key: string]: string;
                };
            } | undefined;
            near_miss?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages: {
                    [key: string]: string;
                };
            } | undefined;
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
    /** null while all settings have their defaults */
    updatedAt: string | null;
};
export type AccountInput = {
    /** IANA time zone of campaigns that name no other */
    timeZone?: string | undefined;
    /** true: a profile without a time zone has that of its number, if all of its country, or in the United States and Canada of its area code, has one clock. Runs that begin later use it */
    zoneFromNumber?: boolean | undefined;
    /** hours in which campaigns without windows of their own do not send */
    dnd?: (DndWindow[] | null) | undefined;
    /** limits on the messages that one profile gets from all campaigns together. A message that is due while one of them is full is skipped, with the reason profile_limit */
    profileLimits?: ({
        kind: "calendar";
        /** the most messages */
        max: number;
        /** a day or a week of the profile's time zone; a week begins on Monday */
        per: "day" | "week";
        /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
        tag?: string | undefined;
    } | {
        kind: "rolling";
        /** the most messages */
        max: number;
        /** length of the time, in days of 24 hours */
        days: number;
        /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
        tag?: string | undefined;
    } | {
        kind: "minimum_gap";
        /** hours between two messages */
        hours: number;
        /** the limit is for messages of campaigns with this tag alone; left out: for all messages */
        tag?: string | undefined;
    })[] | undefined;
    alerts?: {
        /** receives the alerts of campaigns without an alertEmail */
        email?: string | undefined;
    } | undefined;
    /** what one SMS segment costs, for estimates */
    price?: {
        currency: string;
        perSegment: {
            /** the price in countries that are not listed */
            "default": number;
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
            opt_out?: string[] | undefined;
            opt_in?: string[] | undefined;
            help?: string[] | undefined;
        } | undefined;
        /** what is answered, through the same provider: at most one answer of a kind to a number and day. Left out: nothing. A number that has opted out gets an answer only to the text by which it did, and to a question for help */
        answers?: {
            opt_out?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: {
                    [key: string]: string;
                } | undefined;
            } | undefined;
            opt_in?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: {
                    [key: string]: string;
                } | undefined;
            } | undefined;
            help?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: {
                    [key: string]: string;
                } | undefined;
            } | undefined;
            near_miss?: {
                /** the answer in any other language */
                "default": string;
                /** answers by language: that of the keyword, or else that of the profile */
                languages?: {
                    [key: string]: string;
                } | undefined;
            } | undefined;
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
};
export type Alert = {
    alertId: string;
    campaignId: string;
    runId: string;
    kind: "safety_stop" | "run_blocked" | "providers_unavailable" | "errors_over_threshold";
    /** when the problem occurred */
    at: string;
    subject: string;
    /** the text of the mail */
    text: string;
    /** the state of the mail */
    mail: {
        /** failed: the mail server did not accept the mail; unknown: its answer was lost, so that the mail may have arrived; no_address: neither the campaign nor the account has an address; no_mail: no mail server is configured. With the last two, the mail is sent once there is an address or a mail server */
        status: "sending" | "sent" | "failed" | "unknown" | "no_address" | "no_mail";
        /** the mail server's code, or one of Herald's */
        code: string | null;
        to: string | null;
        attempts: number;
        /** ISO 8601, UTC */
        updatedAt: string;
    };
};
export type ApiKeyInput = {
    /** unique, apart from case and punctuation; recorded with the actions for which the key is used */
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
    /** unique, apart from case and punctuation; recorded with the actions for which the key is used */
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
    /** what the key may do. `ingest`: write profiles, events, opt-outs and imports; `read`: read everything except the audit log and the API keys, with phone numbers masked; `read:numbers`: see phone numbers in full, also in rows that an import refused; `author`: create, change and schedule campaigns; save segments; `approve`: approve runs that the safety check holds, and raise its limit; `operate`: pause, resume, stop and retry campaigns; validate, test, retire and reinstate providers; review inbound texts; `admin`: change providers, provider groups, account settings and API keys; read the audit log */
    scopes: ("ingest" | "read" | "read:numbers" | "author" | "approve" | "operate" | "admin")[];
};
export type NewApiKey = {
    id: string;
    name: string;
    /** the beginning of the key, by which a key that turns up somewhere is recognized */
    prefix: string;
    /** what the key may do */
    scopes: ("ingest" | "read" | "read:numbers" | "author" | "approve" | "operate" | "admin")[];
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
    /** ISO 8601, UTC */
    createdAt: string;
    /** null: never */
    expiresAt: string | null;
    /** since when the key is disabled; null: it is enabled */
    disabledAt: string | null;
    /** to the minute; null: never */
    lastUsedAt: string | null;
    /** the key before the last rotation; null: there is none, or it is not valid any more */
    previous: {
        prefix: string;
        /** ISO 8601, UTC */
        validUntil: string;
    } | null;
    /** shown only once */
    key: string;
};
export type ApiKey = {
    id: string;
    name: string;
    /** the beginning of the key, by which a key that turns up somewhere is recognized */
    prefix: string;
    /** what the key may do */
    scopes: ("ingest" | "read" | "read:numbers" | "author" | "approve" | "operate" | "admin")[];
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
    /** ISO 8601, UTC */
    createdAt: string;
    /** null: never */
    expiresAt: string | null;
    /** since when the key is disabled; null: it is enabled */
    disabledAt: string | null;
    /** to the minute; null: never */
    lastUsedAt: string | null;
    /** the key before the last rotation; null: there is none, or it is not valid any more */
    previous: {
        prefix: string;
        /** ISO 8601, UTC */
        validUntil: string;
    } | null;
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
    /** workflow: the campaign's workflow was asked for it, in the Web UI or by Herald itself */
    source: "api" | "workflow";
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
    /** operationId; of an action in the Web UI, that of the operation which does the same */
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
    /** of data about people: the number of requests, and how many items were accepted, rejected and so on */
    counts: {
        [key: string]: number;
    } | null;
};
export type Problem = {
    /** the kind of problem: urn:herald:problem:..., stable */
    "type": string;
    /** the problem, for programs; stable */
    code: "bad_request" | "unauthorized" | "forbidden" | "missing_scope" | "four_eyes" | "not_found" | "method_not_allowed" | "request_timeout" | "too_large" | "unsupported_media_type" | "idempotency_key_reused" | "too_many_requests" | "headers_too_large" | "internal" | "unavailable" | "already_member" | "already_reviewed" | "campaign_state" | "edited_meanwhile" | "group_size" | "in_use" | "name_taken" | "no_number" | "no_review" | "request_in_progress" | "time_zone_unusable" | "workflow_ended";
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
        code: "required" | "unknown_field" | "wrong_type" | "not_one_of" | "out_of_range" | "wrong_format" | "not_accepted";
        /** the value that was given; only its shape when it may be secret or personal */
        got: string;
        /** the expected value */
        wanted: string;
    }[] | undefined;
    /** with the code campaign_state: the actions that the state of the campaign allows */
    allowedActions?: ("edit" | "delete" | "schedule" | "pause" | "resume" | "stop" | "approve" | "raise-limit" | "retry")[] | undefined;
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
            items: Profile[];
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
            items: Event[];
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
            items: RefusedRow[];
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
            items: SuppressionEntry[];
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
            items: Segment[];
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
function replaceSegment({ segmentId, segmentInput }: {
    segmentId: string;
    segmentInput: SegmentInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Segment;
    }>(`/v1/segments/${encodeURIComponent(segmentId)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: segmentInput
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
function replaceProvider({ providerId, providerInput }: {
    providerId: string;
    providerInput: ProviderInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Provider;
    }>(`/v1/providers/${encodeURIComponent(providerId)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: providerInput
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
function replaceProviderGroup({ groupId, providerGroupInput }: {
    groupId: string;
    providerGroupInput: ProviderGroupInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ProviderGroup;
    }>(`/v1/provider-groups/${encodeURIComponent(groupId)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: providerGroupInput
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
        members: {
            providerId: string;
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
        providerId: string;
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
function listCampaigns({ status, name, createdFrom, createdTo, limit, cursor }: {
    status?: "draft" | "scheduled" | "running" | "awaiting_approval" | "blocked" | "paused" | "completed" | "stopped";
    name?: string;
    createdFrom?: string;
    createdTo?: string;
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            items: Campaign[];
            nextCursor: string | null;
        };
    }>(`/v1/campaigns${QS.query(QS.explode({
        status,
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
function replaceCampaign({ campaignId, campaignInput }: {
    campaignId: string;
    campaignInput: CampaignInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: CampaignWithProgress;
    }>(`/v1/campaigns/${encodeURIComponent(campaignId)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: campaignInput
    })));
}
/**
 * Validate a campaign and preview its runs and messages
 */
function validateCampaign({ profileId, campaignCheckInput }: {
    profileId?: string[];
    campaignCheckInput: CampaignCheckInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: CampaignCheck;
    }>(`/v1/campaigns/validate${QS.query(QS.explode({
        profileId
    }))}`, oazapfts.json({
        ...opts,
        method: "POST",
        body: campaignCheckInput
    })));
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
            items: Run[];
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
 * List a run's messages
 */
function listMessages({ campaignId, occurrence, status, reason, profileId, providerId, format, limit, cursor }: {
    campaignId: string;
    occurrence: number;
    status?: "accepted" | "delivered" | "undelivered" | "failed" | "skipped" | "uncertain";
    reason?: "opted_out" | "no_usable_number" | "profile_deleted" | "duplicate_number" | "hour_passed" | "after_end" | "dnd" | "total_limit" | "daily_limit" | "run_limit" | "profile_limit" | "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "answer_lost";
    profileId?: string;
    providerId?: string;
    format?: "json" | "csv";
    limit?: number;
    cursor?: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            items: Message[];
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
 * List inbound texts, the newest first
 */
function listInboundTexts({ phone, decision, review, providerId, since, until, limit, cursor }: {
    phone?: string;
    decision?: "opt_out" | "opt_in" | "help" | "near_miss" | "other";
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
            items: InboundText[];
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
function replaceAccount({ accountInput }: {
    accountInput: AccountInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Account;
    }>("/v1/account", oazapfts.json({
        ...opts,
        method: "PUT",
        body: accountInput
    })));
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
            items: Alert[];
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
            items: ApiKey[];
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
function replaceApiKey({ keyId, apiKeyInput }: {
    keyId: string;
    apiKeyInput: ApiKeyInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ApiKey;
    }>(`/v1/api-keys/${encodeURIComponent(keyId)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: apiKeyInput
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
            scopes: ("ingest" | "read" | "read:numbers" | "author" | "approve" | "operate" | "admin")[];
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
            items: AuditEntry[];
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
return { upsertProfile, listProfiles, upsertProfiles, importProfiles, getProfile, putProfile, deleteProfile, setOptOut, recordEvent, recordEvents, importEvents, listEventsOfProfile, startImport, getImport, listRefusedRows, listSuppressions, suppressNumber, getSuppression, liftSuppression, createSegment, listSegments, getSegment, replaceSegment, deleteSegment, estimateSegment, createProvider, listProviders, getProvider, replaceProvider, deleteProvider, retireProvider, reinstateProvider, validateProvider, sendTestSms, createProviderGroup, listProviderGroups, getProviderGroup, replaceProviderGroup, deleteProviderGroup, replaceProviderGroupMembers, addProviderGroupMember, removeProviderGroupMember, createCampaign, listCampaigns, getCampaign, deleteCampaign, replaceCampaign, validateCampaign, scheduleCampaign, pauseCampaign, resumeCampaign, stopCampaign, retryCampaign, approveRun, raiseSafetyLimit, listRuns, getRun, getRunReport, listMessages, listInboundTexts, getInboundText, reviewInboundText, getAccount, replaceAccount, listAlerts, createApiKey, listApiKeys, getApiKey, replaceApiKey, deleteApiKey, whoami, rotateApiKey, disableApiKey, enableApiKey, listAuditEntries, takeReceipt, takeReceiptInQuery, takeInboundText, takeInboundTextInQuery, isUp, isReady };
}
