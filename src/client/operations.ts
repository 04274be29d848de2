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
        [key: string]: (string | number | boolean | {
            date: string;
        } | string[]) | null;
    } | undefined;
};
export type Profile = {
    id: string;
    /** as it was given */
    phone: string | null;
    /** the phone as E.164; null where it is not possible for its country */
    "number": string | null;
    /** ISO 3166-1 alpha-2, of the number */
    country: string | null;
    timeZone: string | null;
    language: string | null;
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
    accepted: number;
    rejected: number;
    /** one for each item, in the order of the items */
    outcomes: {
        index: number;
        outcome: "accepted" | "rejected";
        problems?: {
            field: string;
            got: string;
            wanted: string;
        }[] | undefined;
    }[];
};
export type ImportOutcome = {
    /** rows that were read, the header aside */
    received: number;
    accepted: number;
    rejected: number;
    /** what was wrong with the first 100 rejected rows; lines count from 1 */
    problems: {
        line: number;
        field: string;
        got: string;
        wanted: string;
    }[];
    /** false: after the last problem the rows could not be told apart and were not read */
    complete: boolean;
};
export type ProfileChanges = {
    phone?: (string | null) | undefined;
    timeZone?: (string | null) | undefined;
    language?: (string | null) | undefined;
    optedOut?: boolean | undefined;
    properties?: {
        [key: string]: (string | number | boolean | {
            date: string;
        } | string[]) | null;
    } | undefined;
};
export type EventInput = {
    id?: string | undefined;
    profileId: string;
    name: string;
    at?: (string) | undefined;
    properties?: {
        [key: string]: string | number | boolean | {
            date: string;
        } | string[];
    } | undefined;
};
export type RecordedEvent = {
    id: string;
    /** true: an event with this id was there already, and nothing changed */
    known: boolean;
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
    /** a part of the text, capitals and small letters told apart */
    value: string;
} | {
    kind: "property";
    property: string;
    operator: "anniversary";
    /** which days, counted from today, both included: {} is today, {"toDay": 7} today or in the next 7 days, {"fromDay": -3, "toDay": -1} in the 3 days before today */
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
    /** a part of the text, capitals and small letters told apart */
    value: string;
} | {
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "anniversary";
    /** which days, counted from today, both included: {} is today, {"toDay": 7} today or in the next 7 days, {"fromDay": -3, "toDay": -1} in the 3 days before today */
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
    /** false: no event matches */
    did?: boolean | undefined;
    /** from an instant (included) to another (not included), or the last N times 24 hours up to now */
    within?: ({
        "from"?: (string) | undefined;
        to?: (string) | undefined;
    } | {
        lastDays: number;
    }) | undefined;
    /** tests that one and the same event must all pass */
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
        /** a part of the text, capitals and small letters told apart */
        value: string;
    } | {
        property: string;
        operator: "anniversary";
        /** which days, counted from today, both included: {} is today, {"toDay": 7} today or in the next 7 days, {"fromDay": -3, "toDay": -1} in the 3 days before today */
        value: {
            fromDay?: number | undefined;
            toDay?: number | undefined;
        };
    } | {
        property: string;
        operator: "exists" | "not_exists";
    })[] | undefined;
    /** how many events match */
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
    /** when the first matching event was */
    first?: ({
        "from"?: (string) | undefined;
        to?: (string) | undefined;
    } | {
        lastDays: number;
    }) | undefined;
    /** when the last matching event was */
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
    /** a part of the text, capitals and small letters told apart */
    value: string;
} | {
    kind: "property";
    property: string;
    operator: "anniversary";
    /** which days, counted from today, both included: {} is today, {"toDay": 7} today or in the next 7 days, {"fromDay": -3, "toDay": -1} in the 3 days before today */
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
    /** a part of the text, capitals and small letters told apart */
    value: string;
} | {
    kind: "field";
    field: "id" | "phone" | "number" | "country" | "timeZone" | "language" | "optedOut" | "createdAt" | "updatedAt";
    operator: "anniversary";
    /** which days, counted from today, both included: {} is today, {"toDay": 7} today or in the next 7 days, {"fromDay": -3, "toDay": -1} in the 3 days before today */
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
    /** false: no event matches */
    did: boolean;
    /** from an instant (included) to another (not included), or the last N times 24 hours up to now */
    within?: ({
        "from"?: (string) | undefined;
        to?: (string) | undefined;
    } | {
        lastDays: number;
    }) | undefined;
    /** tests that one and the same event must all pass */
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
        /** a part of the text, capitals and small letters told apart */
        value: string;
    } | {
        property: string;
        operator: "anniversary";
        /** which days, counted from today, both included: {} is today, {"toDay": 7} today or in the next 7 days, {"fromDay": -3, "toDay": -1} in the 3 days before today */
        value: {
            fromDay: number;
            toDay: number;
        };
    } | {
        property: string;
        operator: "exists" | "not_exists";
    })[] | undefined;
    /** how many events match */
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
    /** when the first matching event was */
    first?: ({
        "from"?: (string) | undefined;
        to?: (string) | undefined;
    } | {
        lastDays: number;
    }) | undefined;
    /** when the last matching event was */
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
    /** whether the account's limits per profile and day or week don't hold for this campaign */
    ignoreProfileLimits?: boolean | undefined;
    /** Liquid; with it, the SMS segments and their cost are estimated */
    template?: string | undefined;
    maxSegments?: number | undefined;
    /** what {{ campaign.name }} stands for */
    campaignName?: string | undefined;
    /** what one SMS segment costs; left out: the account's price */
    price?: {
        currency: string;
        perSegment: {
            /** for countries that are not named */
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
    /** whether the account's limits per profile and day or week don't hold for this campaign */
    ignoreProfileLimits?: boolean | undefined;
    /** Liquid; with it, the SMS segments and their cost are estimated */
    template?: string | undefined;
    maxSegments?: number | undefined;
    /** what {{ campaign.name }} stands for */
    campaignName?: string | undefined;
    /** what one SMS segment costs; left out: the account's price */
    price?: {
        currency: string;
        perSegment: {
            /** for countries that are not named */
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
    /** whether the account's limits per profile and day or week don't hold for this campaign */
    ignoreProfileLimits?: boolean | undefined;
    /** Liquid; with it, the SMS segments and their cost are estimated */
    template?: string | undefined;
    maxSegments?: number | undefined;
    /** what {{ campaign.name }} stands for */
    campaignName?: string | undefined;
    /** what one SMS segment costs; left out: the account's price */
    price?: {
        currency: string;
        perSegment: {
            /** for countries that are not named */
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
    /** reachable, but the number is on the suppression list */
    suppressed: number;
    /** reachable, but the message goes to the number under an earlier profile id */
    duplicateNumbers: number;
    /** reachable otherwise, but they have had the account's messages per profile and day or week already */
    cappedToday: number;
    /** whom a message would go to: reachable - suppressed - duplicateNumbers - cappedToday */
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
        /** secret: kept encrypted, never returned */
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
        /** secret: kept encrypted, never returned */
        authToken: string;
        /** sender: E.164, short code or alphanumeric */
        "from"?: string | undefined;
        messagingServiceSid?: string | undefined;
        /** a compatible service, or a simulator */
        baseUrl: string;
    };
    id: string;
    /** goes up with each change */
    revision: number;
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
        } | undefined;
    };
    id: string;
    /** goes up with each change */
    revision: number;
    /** ISO 8601, UTC */
    createdAt: string;
    /** ISO 8601, UTC */
    updatedAt: string;
};
export type ProviderValidation = {
    ok: boolean;
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
    /** unknown: the answer was lost, the text may or may not arrive */
    outcome: "accepted" | "refused" | "trouble" | "unknown";
    /** the provider's code, or a word of ours such as timeout */
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
    /** whose clock: the account's, a named zone's, each profile's own (profile), or each profile's own at the hour in which it is most active (best_time; the time of day is then for who has no history) */
    zone: string;
    /** with profile and best_time: for who has no time zone; left out: account */
    defaultZone?: string | undefined;
    /** with profile and best_time: for whom the hour has passed already when the run starts, or by more than 15 minutes when a run that the safety check held is let go; left out: skip. next_day doesn't reach into the day of the next run */
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
        /** a month without that day is left out; last is the last day of each month */
        day: number | "last";
    } | {
        kind: "rrule";
        /** the rule of RFC 5545, days only, such as FREQ=MONTHLY;BYDAY=-1FR; INTERVAL counts from the first day that fits */
        text: string;
    };
    time: string;
    /** the first day that counts; left out: the day of scheduling */
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
    /** whose clock: the account's, a named zone's, each profile's own (profile), or each profile's own at the hour in which it is most active (best_time; the time of day is then for who has no history) */
    zone: string;
    /** with profile and best_time: for who has no time zone; left out: account */
    defaultZone?: string | undefined;
    /** with profile and best_time: for whom the hour has passed already when the run starts, or by more than 15 minutes when a run that the safety check held is let go; left out: skip. next_day doesn't reach into the day of the next run */
    late?: ("skip" | "send_now" | "next_day") | undefined;
};
export type DndWindow = {
    /** in the window */
    "from": string;
    /** not in it any more; not after `from`: on the next day, so that 00:00 to 00:00 is the whole day */
    to: string;
    /** the days on which the window begins: one from 22:00 to 08:00 on FR ends on Saturday morning */
    days?: ("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[] | undefined;
    /** whose clock */
    zone?: ("recipient" | "account") | undefined;
    /** what becomes of a message that is due in the window: dropped, or sent when no window holds any more */
    action: "discard" | "delay";
};
export type CampaignLimits = {
    /** messages of the whole campaign, over all of its runs */
    total?: number | undefined;
    /** messages of the campaign in one day: of the recipients' zones where it goes by them (profile, best_time), else of the zone that it goes by */
    perDay?: number | undefined;
    /** messages of each run */
    perRun?: number | undefined;
    /** whether the account's limits per profile and day or week don't hold for this campaign */
    ignoreProfileLimits?: boolean | undefined;
};
export type CampaignInput = {
    name: string;
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
    /** instead of the account's; an empty list: no such hours; left out: the account's */
    dnd?: DndWindow[] | undefined;
    limits?: CampaignLimits | undefined;
    /** needs a mail server and an address: whoever made the campaign is told */
    safetyCheck?: {
        /** a run to more people than this waits for somebody to approve it */
        maxAudience: number;
    } | undefined;
    /** the campaign pauses itself, and whoever made it is told */
    pauseOnErrors?: {
        /** of the messages that a run has dealt with: so many failed */
        percent: number;
        /** so many have to be dealt with first */
        minMessages?: number | undefined;
    } | undefined;
    /** who is told of what needs a decision; left out: the account's address */
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
    /** whose clock: the account's, a named zone's, each profile's own (profile), or each profile's own at the hour in which it is most active (best_time; the time of day is then for who has no history) */
    zone: string;
    /** with profile and best_time: for who has no time zone; left out: account */
    defaultZone?: string | undefined;
    /** with profile and best_time: for whom the hour has passed already when the run starts, or by more than 15 minutes when a run that the safety check held is let go; left out: skip. next_day doesn't reach into the day of the next run */
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
        /** a month without that day is left out; last is the last day of each month */
        day: number | "last";
    } | {
        kind: "rrule";
        /** the rule of RFC 5545, days only, such as FREQ=MONTHLY;BYDAY=-1FR; INTERVAL counts from the first day that fits */
        text: string;
    };
    time: string;
    /** the first day that counts; left out: the day of scheduling */
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
    /** whose clock: the account's, a named zone's, each profile's own (profile), or each profile's own at the hour in which it is most active (best_time; the time of day is then for who has no history) */
    zone: string;
    /** with profile and best_time: for who has no time zone; left out: account */
    defaultZone?: string | undefined;
    /** with profile and best_time: for whom the hour has passed already when the run starts, or by more than 15 minutes when a run that the safety check held is let go; left out: skip. next_day doesn't reach into the day of the next run */
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
    /** in the window */
    "from": string;
    /** not in it any more; not after `from`: on the next day, so that 00:00 to 00:00 is the whole day */
    to: string;
    /** the days on which the window begins: one from 22:00 to 08:00 on FR ends on Saturday morning */
    days: ("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[];
    /** whose clock */
    zone: "recipient" | "account";
    /** what becomes of a message that is due in the window: dropped, or sent when no window holds any more */
    action: "discard" | "delay";
};
export type CampaignLimitsAnswer = {
    /** messages of the whole campaign, over all of its runs */
    total?: number | undefined;
    /** messages of the campaign in one day: of the recipients' zones where it goes by them (profile, best_time), else of the zone that it goes by */
    perDay?: number | undefined;
    /** messages of each run */
    perRun?: number | undefined;
    /** whether the account's limits per profile and day or week don't hold for this campaign */
    ignoreProfileLimits: boolean;
};
export type Campaign = {
    id: string;
    name: string;
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
    /** instead of the account's; an empty list: no such hours; left out: the account's */
    dnd?: DndWindowAnswer[] | undefined;
    limits: CampaignLimitsAnswer;
    /** needs a mail server and an address: whoever made the campaign is told */
    safetyCheck?: {
        /** a run to more people than this waits for somebody to approve it */
        maxAudience: number;
    } | undefined;
    /** the campaign pauses itself, and whoever made it is told */
    pauseOnErrors?: {
        /** of the messages that a run has dealt with: so many failed */
        percent: number;
        /** so many have to be dealt with first */
        minMessages: number;
    } | undefined;
    /** who is told of what needs a decision; left out: the account's address */
    alertEmail?: string | undefined;
    onUncertain: "skip" | "resend";
    resolveWithinSeconds: number;
    validityPeriodSeconds?: number | undefined;
    /** awaiting_approval: a run is larger than the safety check allows, and waits for a decision */
    status: "draft" | "scheduled" | "running" | "awaiting_approval" | "paused" | "completed" | "stopped" | "failed";
    /** how often it was written; each edit adds one */
    revision: number;
    /** who did what to it, in order */
    actions: {
        action: "schedule" | "pause" | "resume" | "stop" | "approve" | "raise_limit" | "edit";
        by: string;
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
    /** instead of the account's; an empty list: no such hours; left out: the account's */
    dnd?: DndWindowAnswer[] | undefined;
    limits: CampaignLimitsAnswer;
    /** needs a mail server and an address: whoever made the campaign is told */
    safetyCheck?: {
        /** a run to more people than this waits for somebody to approve it */
        maxAudience: number;
    } | undefined;
    /** the campaign pauses itself, and whoever made it is told */
    pauseOnErrors?: {
        /** of the messages that a run has dealt with: so many failed */
        percent: number;
        /** so many have to be dealt with first */
        minMessages: number;
    } | undefined;
    /** who is told of what needs a decision; left out: the account's address */
    alertEmail?: string | undefined;
    onUncertain: "skip" | "resend";
    resolveWithinSeconds: number;
    validityPeriodSeconds?: number | undefined;
    /** awaiting_approval: a run is larger than the safety check allows, and waits for a decision */
    status: "draft" | "scheduled" | "running" | "awaiting_approval" | "paused" | "completed" | "stopped" | "failed";
    /** how often it was written; each edit adds one */
    revision: number;
    /** who did what to it, in order */
    actions: {
        action: "schedule" | "pause" | "resume" | "stop" | "approve" | "raise_limit" | "edit";
        by: string;
        /** ISO 8601, UTC */
        at: string;
    }[];
    /** ISO 8601, UTC */
    createdAt: string;
    /** ISO 8601, UTC */
    updatedAt: string;
    /** null for a draft, and while no worker answers for the campaign */
    progress: {
        phase: "scheduled" | "freezing" | "awaiting_approval" | "sending" | "completed" | "stopped" | "failed";
        paused: {
            by: string;
            /** ISO 8601, UTC */
            at: string;
        } | null;
        /** when the next run is due; null when none is to come */
        nextRunAt: string | null;
        /** the newest run */
        run: {
            runId: string;
            /** awaiting_approval: the safety check holds it until somebody approves it, raises the limit or stops it */
            phase: "freezing" | "awaiting_approval" | "sending" | "completed" | "stopped" | "failed";
            audience: Audience | null;
            /** more recipients than this need an approval; null without a safety check */
            safetyLimit: number | null;
            batches: number;
            batchesDone: number;
            /** when the next batch is due, where none is before */
            nextBatchAt: string | null;
            /** batches that wait at present, and why most of them do */
            waiting: {
                batches: number;
                reason: "providers_unavailable" | "answers_lost" | "taken_over" | "interrupted" | "time_budget" | "dnd" | "next_day" | "limits";
            } | null;
            /** of finished batches; the report has every message */
            messages: {
                [key: string]: number;
            };
        } | null;
        /** others still under way: in recipients' own zones a run lasts longer than a day */
        earlierRuns: {
            runId: string;
            /** awaiting_approval: the safety check holds it until somebody approves it, raises the limit or stops it */
            phase: "freezing" | "awaiting_approval" | "sending" | "completed" | "stopped" | "failed";
            audience: Audience | null;
            /** more recipients than this need an approval; null without a safety check */
            safetyLimit: number | null;
            batches: number;
            batchesDone: number;
            /** when the next batch is due, where none is before */
            nextBatchAt: string | null;
            /** batches that wait at present, and why most of them do */
            waiting: {
                batches: number;
                reason: "providers_unavailable" | "answers_lost" | "taken_over" | "interrupted" | "time_budget" | "dnd" | "next_day" | "limits";
            } | null;
            /** of finished batches; the report has every message */
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
    /** whether it could be scheduled now */
    valid: boolean;
    problems: {
        field: string;
        got: string;
        wanted: string;
    }[];
    /** when it would run, if it were scheduled now: at most the next 5 times */
    upcoming: {
        /** the local date and time, such as 2026-05-07T18:00 */
        local: string;
        /** whose clock shows it: a zone's, or each profile's own (profile, best_time) */
        zone: string;
        /** when clocks of the first zone on earth show it: the run starts */
        firstAt: string;
        /** the same for the last zone; firstAt where all are due at the same instant */
        lastAt: string;
    }[];
    preview: {
        profileId: string;
        /** what the person would get; null where it could not be made */
        text: string | null;
        encoding: ("GSM-7" | "UCS-2") | null;
        /** how many SMS it is sent as, and paid for */
        segments: number;
        /** the characters that make it UCS-2, the first ten */
        notInGsm7: string[];
        /** why there is no text, or why it would not be sent */
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
    status: "freezing" | "sending" | "completed" | "stopped" | "failed";
    /** ISO 8601, UTC */
    dueAt: string;
    /** ISO 8601, UTC */
    startedAt: string;
    finishedAt: string | null;
    /** null until it is frozen */
    audience: Audience | null;
    batches: number;
    /** the local date and time that was planned, and whose clock shows it: a zone's, or each profile's own (profile, best_time); null for runs from before there were any */
    schedule: {
        local: string;
        zone: string;
    } | null;
    reach: ReachAnswer;
    limits: CampaignLimitsAnswer;
    /** over all campaigns; null where none hold */
    profileLimits: {
        /** messages to one profile in one day of its time zone */
        perDay?: number | undefined;
        /** the same for a week, from Monday on */
        perWeek?: number | undefined;
    } | null;
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
    status: "freezing" | "sending" | "completed" | "stopped" | "failed";
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
        reason: "opted_out" | "suppressed" | "no_usable_number" | "profile_deleted" | "duplicate_number" | "hour_passed" | "after_end" | "dnd" | "total_limit" | "daily_limit" | "run_limit" | "profile_limit" | "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "answer_lost";
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
    runId: string;
    campaignId: string;
    profileId: string;
    status: "accepted" | "delivered" | "undelivered" | "failed" | "skipped" | "uncertain";
    reason: ("opted_out" | "suppressed" | "no_usable_number" | "profile_deleted" | "duplicate_number" | "hour_passed" | "after_end" | "dnd" | "total_limit" | "daily_limit" | "run_limit" | "profile_limit" | "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "answer_lost") | null;
    /** E.164 at the time of sending */
    to: string | null;
    text: string | null;
    encoding: ("GSM-7" | "UCS-2") | null;
    segments: number;
    /** the provider that accepted it */
    providerId: string | null;
    providerMessageId: string | null;
    failedOver: boolean;
    /** how a lost answer on the way was settled */
    settled: ("found" | "not_found" | "receipt" | "policy") | null;
    attempts: {
        providerId: string;
        /** ISO 8601, UTC */
        at: string;
        outcome: "accepted" | "refused" | "trouble" | "unknown";
        /** the provider's code, or a word of ours */
        code: string | null;
    }[];
    receipts: {
        providerId: string;
        providerMessageId: string | null;
        status: "sent" | "delivered" | "undelivered";
        /** the provider's code, or a word of ours */
        code: string | null;
        /** ISO 8601, UTC */
        at: string;
    }[];
    /** ISO 8601, UTC */
    createdAt: string;
    /** ISO 8601, UTC */
    updatedAt: string;
};
export type Account = {
    /** IANA; whose clock campaigns go by unless they say otherwise */
    timeZone: string;
    /** hours in which no campaign sends, unless it has windows of its own */
    dnd: DndWindowAnswer[] | null;
    profileLimits: {
        /** messages to one profile in one day of its time zone */
        perDay?: number | undefined;
        /** the same for a week, from Monday on */
        perWeek?: number | undefined;
    } | null;
    alerts: {
        /** for campaigns that name nobody themselves */
        email?: string | undefined;
    };
    /** what one SMS segment costs, for estimates */
    price?: {
        currency: string;
        perSegment: {
            /** for countries that are not named */
            "default": number;
            countries: {
                [key: string]: number;
            };
        };
    } | undefined;
    /** null as long as everything is as it comes */
    updatedAt: string | null;
};
export type AccountInput = {
    /** IANA; whose clock campaigns go by unless they say otherwise */
    timeZone?: string | undefined;
    /** hours in which no campaign sends, unless it has windows of its own */
    dnd?: (DndWindow[] | null) | undefined;
    profileLimits?: ({
        /** messages to one profile in one day of its time zone */
        perDay?: number | undefined;
        /** the same for a week, from Monday on */
        perWeek?: number | undefined;
    } | null) | undefined;
    alerts?: {
        /** for campaigns that name nobody themselves */
        email?: string | undefined;
    } | undefined;
    /** what one SMS segment costs, for estimates */
    price?: {
        currency: string;
        perSegment: {
            /** for countries that are not named */
            "default": number;
            countries?: {
                [key: string]: number;
            } | undefined;
        };
    } | undefined;
};
export type Alert = {
    alertId: string;
    campaignId: string;
    runId: string;
    kind: "safety_stop" | "run_failed" | "providers_unavailable" | "errors_over_threshold";
    /** when it happened */
    at: string;
    subject: string;
    /** what was mailed */
    text: string;
    /** what became of the mail */
    mail: {
        /** failed: the mail server did not take it; unknown: its answer was lost, so that the mail may have arrived; no_address: neither the campaign nor the account names anybody; no_mail: no mail server is configured; the last two are mailed once there is what is missing */
        status: "sending" | "sent" | "failed" | "unknown" | "no_address" | "no_mail";
        /** the mail server's code, or a word of ours */
        code: string | null;
        to: string | null;
        attempts: number;
        /** ISO 8601, UTC */
        updatedAt: string;
    };
};
export type ApiKeyInput = {
    /** unique; stands in the record of what is done with the key */
    name: string;
};
export type NewApiKey = {
    id: string;
    name: string;
    /** ISO 8601, UTC */
    createdAt: string;
    /** to the minute */
    lastUsedAt: string | null;
    /** shown this once */
    key: string;
};
export type ApiKey = {
    id: string;
    name: string;
    /** ISO 8601, UTC */
    createdAt: string;
    /** to the minute */
    lastUsedAt: string | null;
};
export type Problem = {
    /** what kind of problem it is: urn:herald:problem:..., stable */
    "type": string;
    /** the same for every problem of the type */
    title: string;
    /** the HTTP status */
    status: number;
    /** what is wrong this time */
    detail: string;
    /** urn:herald:request: and the id of the request, as in X-Request-Id */
    instance: string;
    errors?: {
        /** a JSON pointer into the body (/what/template), or a parameter or header (query: limit) */
        field: string;
        /** what came; only its shape where it may be secret or personal */
        got: string;
        wanted: string;
    }[] | undefined;
};
export function operations(defaults: Oazapfts.Defaults<Oazapfts.CustomHeaders>) {
const oazapfts = Oazapfts.runtime(defaults);
/**
 * Create or change a profile
 */
function upsertProfile({ idempotencyKey, profileInput }: {
    idempotencyKey?: string;
    profileInput: ProfileInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Profile;
    }>("/v1/profiles", oazapfts.json({
        ...opts,
        method: "POST",
        body: profileInput,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * List the profiles, by id
 */
function listProfiles({ limit, cursor }: {
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
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Create or change up to 1,000 profiles
 */
function upsertProfiles({ idempotencyKey, bulk }: {
    idempotencyKey?: string;
    bulk: Bulk;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: BulkOutcome;
    }>("/v1/profiles/bulk", oazapfts.json({
        ...opts,
        method: "POST",
        body: bulk,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    })));
}
/**
 * Create or change any number of profiles from CSV or NDJSON
 */
function importProfiles({ map, types, idempotencyKey, body }: {
    map?: string[];
    types?: string[];
    idempotencyKey?: string;
    body: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: ImportOutcome;
    }>(`/v1/profiles/import${QS.query(QS.explode({
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
 * Create or change the profile with this id
 */
function putProfile({ profileId, profileChanges }: {
    profileId: string;
    profileChanges: ProfileChanges;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Profile;
    }>(`/v1/profiles/${encodeURIComponent(profileId)}`, oazapfts.json({
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
 * Opt a person out of texts, or in again
 */
function setOptOut({ profileId, body }: {
    profileId: string;
    body: {
        optedOut: boolean;
    };
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: Profile;
    }>(`/v1/profiles/${encodeURIComponent(profileId)}/opt-out`, oazapfts.json({
        ...opts,
        method: "PUT",
        body
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
 * Save a segment
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
 * List the segments
 */
function listSegments({ limit, cursor }: {
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
 * Change a segment
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
 * List the providers
 */
function listProviders(opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            items: Provider[];
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
 * Change a provider's settings
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
 * Ask the provider whether credentials and sender are good
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
 * Send one SMS to any number
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
 * Make a provider group
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
 * List the provider groups
 */
function listProviderGroups(opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 200;
        data: {
            items: ProviderGroup[];
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
 * Change a provider group
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
 * Set or reorder a group's members
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
 * Add a provider to a group, as the last one
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
 * Take a provider out of a group
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
 * Make a campaign
 */
function createCampaign({ idempotencyKey, campaignInput }: {
    idempotencyKey?: string;
    campaignInput: CampaignInput;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchJson<{
        status: 201;
        data: Campaign;
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
 * List the campaigns
 */
function listCampaigns({ status, limit, cursor }: {
    status?: "draft" | "scheduled" | "running" | "awaiting_approval" | "paused" | "completed" | "stopped" | "failed";
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
        limit,
        cursor
    }))}`, {
        ...opts
    }));
}
/**
 * Read a campaign and how far it is
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
 * Change a campaign
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
 * Check a campaign without making it, and see its times and texts
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
 * A run's messages, one by one
 */
function listMessages({ campaignId, occurrence, status, reason, profileId, providerId, format, limit, cursor }: {
    campaignId: string;
    occurrence: number;
    status?: "accepted" | "delivered" | "undelivered" | "failed" | "skipped" | "uncertain";
    reason?: "opted_out" | "suppressed" | "no_usable_number" | "profile_deleted" | "duplicate_number" | "hour_passed" | "after_end" | "dnd" | "total_limit" | "daily_limit" | "run_limit" | "profile_limit" | "missing_value" | "render_error" | "empty_text" | "too_long" | "no_provider_for_country" | "refused_recipient" | "refused_content" | "recipient_opted_out_at_carrier" | "answer_lost";
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
 * Read what holds for all campaigns
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
 * Set what holds for all campaigns
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
 * List the alerts, the newest first
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
 * Make an API key
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
 * List the API keys
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
 * Take a receipt
 */
function takeReceipt({ providerId, ref, body }: {
    providerId: string;
    ref: string;
    body: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchText(`/v1/receipts/${encodeURIComponent(providerId)}/${encodeURIComponent(ref)}`, oazapfts.json({
        ...opts,
        method: "POST",
        body
    })));
}
/**
 * Take a receipt that comes as a query
 */
function takeReceiptInQuery({ providerId, ref }: {
    providerId: string;
    ref: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.ok(oazapfts.fetchText(`/v1/receipts/${encodeURIComponent(providerId)}/${encodeURIComponent(ref)}`, {
        ...opts
    }));
}
/**
 * Whether the process is up
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
 * Whether the store and Temporal answer
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
return { upsertProfile, listProfiles, upsertProfiles, importProfiles, getProfile, putProfile, deleteProfile, setOptOut, recordEvent, recordEvents, importEvents, listEventsOfProfile, createSegment, listSegments, getSegment, replaceSegment, deleteSegment, estimateSegment, createProvider, listProviders, getProvider, replaceProvider, deleteProvider, validateProvider, sendTestSms, createProviderGroup, listProviderGroups, getProviderGroup, replaceProviderGroup, deleteProviderGroup, replaceProviderGroupMembers, addProviderGroupMember, removeProviderGroupMember, createCampaign, listCampaigns, getCampaign, deleteCampaign, replaceCampaign, validateCampaign, scheduleCampaign, pauseCampaign, resumeCampaign, stopCampaign, approveRun, raiseSafetyLimit, listRuns, getRun, getRunReport, listMessages, getAccount, replaceAccount, listAlerts, createApiKey, listApiKeys, getApiKey, deleteApiKey, takeReceipt, takeReceiptInQuery, isUp, isReady };
}
