export interface paths {
    "/oauth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get an access token for a client's credentials
         * @description `client_id` and `client_secret` are in the body, or in an `Authorization: Basic` header. Every call makes a new token; older ones stay valid until they expire.
         */
        post: operations["oauth"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rest/fax/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send documents to recipients; the name of the recipient's field decides the revision
         * @description A recipient has `send_to` in revision 2014-04-03, and `fax_number` in 2014-04-09. The answer confirms that the job was accepted, not that anything was delivered.
         */
        post: operations["send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rest/fax/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the messages of a job (sid), or one message (mid)
         * @description Give `sid`, `mid`, or both. An empty parameter counts as absent.
         */
        get: operations["status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rest/fax/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find messages by the time they were sent, both ends included
         * @description A bare day is the whole day: `to_date=04/30/2014` includes the 30th. An empty parameter counts as absent.
         */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/faxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send with a time, calling hours, a deadline and a webhook, as JSON or as a form (to, document)
         * @description Documents are base64 in JSON, or files in a form. `sendAt`, `window` and `deadline` limit when the number may be called; the outcome is posted to `webhook`.
         */
        post: operations["sendFax"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List messages with their reasons, newest first
         * @description A message must match every parameter given. `from` is included, `to` is not; `reference` is that of the recipient or the job; `id` is the beginning of a message id or send id. Pass the last message id of an answer as `before` to get the next ones.
         */
        get: operations["messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a message with its reason, its verdict and every attempt
         * @description The verdict of a failure reason says whether another call is made. Every attempt has the line's own code.
         */
        get: operations["detail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/messages/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a message, or hang up its call
         * @description A waiting message has failed as `canceled` when this answers. A call in progress is hung up, and how it ends decides the outcome. A finished message is refused with 409.
         */
        post: operations["cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/messages/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the same documents to the same number, as a new job
         * @description A message that was delivered, or may have been, is refused with 409 unless `mayArriveTwice` is true.
         */
        post: operations["resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/messages/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Settle an unknown outcome with what a person found out
         * @description Only a message that failed with `unknown_outcome` can be settled; others are refused with 409.
         */
        post: operations["resolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/messages/{id}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the signed outcome of a message; fax verify or any JWS library checks it offline
         * @description It names the documents by their hashes, and can be verified offline with the key of `/gateway/v1/receipt-key`.
         */
        get: operations["deliveryReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/receipt-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the public key for verifying receipts
         * @description It is created once and never changes. With it, receipts can be verified without asking the gateway.
         */
        get: operations["receiptKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/received": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List received faxes, newest first
         * @description A fax must match every parameter given. `to` and `from` are numbers as the line reported them. `since` and `until` limit the time of receipt; `until` is not included. Pass `next` of an answer as `before` to get older ones.
         */
        get: operations["receivedFaxes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/received/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a received fax
         * @description `partial` means that the call broke off, or that the received file is damaged.
         */
        get: operations["receivedFax"];
        put?: never;
        post?: never;
        /**
         * Delete a received fax with its pages, permanently
         * @description It is not received again, even if the line still has it.
         */
        delete: operations["removeReceived"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/received/{id}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the pages of a received fax: all as TIFF or PDF, or one as PNG
         * @description `format` is `tiff` (as received; the default), `pdf` or `png`; `page`, from 1, is for `png`. The media type of the answer depends on the format. A file too damaged for the format is refused with 422.
         */
        get: operations["receivedDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/received/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark a received fax as read or unread
         * @description Without a body, it is marked as read. `readAt` keeps the time when it was first read.
         */
        post: operations["markReceivedRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/received/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Announce a received fax again, to event streams and webhooks
         * @description As if it had just arrived; each announcement has its own id.
         */
        post: operations["redeliverReceived"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/received/{id}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * That it came in, signed; fax verify or any JWS library checks it offline
         * @description It has the hash of the pages that came, whether they are kept or not, and can be verified offline with the key of `/gateway/v1/receipt-key`.
         */
        get: operations["receptionReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/line/received": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Notify the gateway that the line has received something
         * @description For the line itself, which has no token: the gateway then asks its line immediately, at most once a second. Nothing in the request is used.
         */
        post: operations["receivedHint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow events as server-sent events, resumable with Last-Event-ID
         * @description Events are kept for 30 days. The stream ends when its token expires or the client is revoked.
         */
        get: operations["events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the newest 100 audit entries about this client
         * @description Changes made by the client, and changes to the client made by the gateway's operators.
         */
        get: operations["audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks
         * @description Removed webhooks stay in the list, with the time of their removal.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Add a webhook
         * @description Private addresses, and those of this machine, are refused with 422.
         */
        post: operations["addWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/webhooks/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the secret that signs webhooks
         * @description All webhooks of a client are signed with the same secret.
         */
        get: operations["webhookSecret"];
        put?: never;
        /**
         * Replace the secret; for a day, webhooks are also signed with the previous one
         * @description Receivers have a day to switch to the new one.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/webhooks/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the newest 100 webhook posts and their results
         * @description Each has the number of tries, the last answer, and the time of the next try.
         */
        get: operations["webhookPosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/webhooks/deliveries/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Repeat a webhook post, with the same id
         * @description A receiver recognises it by its id.
         */
        post: operations["replayWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post a test event to a webhook and return the result
         * @description Its type is `webhook.test`, and it is signed like any other. It is posted once, immediately, and is not stored.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateway/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a webhook
         * @description Posts still waiting for it are dropped.
         */
        delete: operations["removeWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        WireTokenRequest: {
            client_id: components["schemas"]["NonEmptyString"];
            client_secret: components["schemas"]["NonEmptyString"];
            /** @enum {string} */
            grant_type: "client_credentials";
        };
        /**
         * nonEmptyString
         * @description a non empty string
         */
        NonEmptyString: string;
        WireTokenGrant: {
            /** @enum {string} */
            grant_type: "client_credentials";
        };
        WireToken: {
            access_token: components["schemas"]["NonEmptyString"];
            expires_in: number;
            token_type: string;
        };
        WireTokenError: {
            /** @enum {string} */
            error: "invalid_request" | "invalid_client" | "invalid_grant" | "unauthorized_client" | "unsupported_grant_type" | "invalid_scope";
            error_description?: string;
        };
        WireProblem: {
            code: components["schemas"]["Int"];
            culprit: string;
            type: string;
            title: string;
            status: components["schemas"]["Int"];
            detail: string;
            errors?: {
                pointer: string;
                detail: string;
            }[];
        };
        /**
         * int
         * @description an integer
         */
        Int: number;
        WireSend20140403: {
            receipients: {
                send_to: string;
                reference?: string;
            }[];
            documents: {
                file_name: components["schemas"]["NonEmptyString"];
                file_data: string;
                /** @description The position of the document, from 0: a string in 2014-04-03, a number in 2014-04-09 */
                order: string | number;
            }[];
            reference?: string;
        };
        WireSend20140409: {
            receipients: {
                fax_number: string;
            }[];
            documents: {
                file_name: components["schemas"]["NonEmptyString"];
                file_data: string;
                /** @description The position of the document, from 0: a string in 2014-04-03, a number in 2014-04-09 */
                order: string | number;
            }[];
        };
        WireReceipt20140403: {
            request_reference: components["schemas"]["SendId"];
            /**
             * @description 1 processing, 2 delivered, 3 failed
             * @enum {string}
             */
            request_status: "1" | "2" | "3";
            result: {
                receipient_count: number;
                document_count: number;
                result: {
                    reference: components["schemas"]["MessageId"];
                    send_to: string;
                    /**
                     * @description 1 processing, 2 delivered, 3 failed
                     * @enum {string}
                     */
                    status: "1" | "2" | "3";
                }[];
            };
        };
        /** @description One accepted job (sid): 32 hexadecimal digits */
        SendId: string;
        /** @description One recipient of a job (mid): 32 hexadecimal digits */
        MessageId: string;
        WireReceipt20140409: {
            sid: components["schemas"]["SendId"];
            result: {
                total_documents: number;
                receipients: {
                    mid: components["schemas"]["MessageId"];
                    fax_number: string;
                    /**
                     * @description 1 processing, 2 delivered, 3 failed
                     * @enum {string}
                     */
                    status: "1" | "2" | "3";
                }[];
            };
        };
        WirePage: {
            results: components["schemas"]["WireMessage"][];
            pager: components["schemas"]["WirePager"];
        };
        WireMessage: {
            sid: components["schemas"]["SendId"];
            mid: components["schemas"]["MessageId"];
            fax_number: string;
            /**
             * @description 1 processing, 2 delivered, 3 failed
             * @enum {string}
             */
            status: "1" | "2" | "3";
            /**
             * @description ISO 8601 with an offset
             * @example 2014-04-08T17:26:25-04:00
             */
            sent_on: string;
            /**
             * @description ISO 8601 with an offset
             * @example 2014-04-08T17:26:25-04:00
             */
            received_on?: string;
            /** @description An empty string until it is known */
            attempts?: string;
            /** @description An empty string until it is known */
            pages?: string;
            user_id?: string;
            account_id?: string;
        };
        WirePager: {
            pageCount: number;
            itemCountPerPage: number;
            first: number;
            current: number;
            last: number;
            currentItemCount?: number;
            totalItemCount?: number;
            firstItemNumber?: number;
            lastItemNumber?: number;
        };
        FaxRequest: {
            recipients: {
                faxNumber: string;
                reference?: string;
            }[];
            documents: {
                fileName: components["schemas"]["NonEmptyString"];
                data: components["schemas"]["Uint8ArrayFromBase64"];
            }[];
            reference?: string;
            /** @description a string matching the pattern T.*(?:Z|[+-]\d\d:?\d\d)$ */
            sendAt?: string;
            /** @description a string matching the pattern T.*(?:Z|[+-]\d\d:?\d\d)$ */
            deadline?: string;
            window?: components["schemas"]["SendWindow"];
            from?: components["schemas"]["Sender"];
            webhook?: string;
        };
        /** @description a string to be decoded into a Uint8Array */
        Uint8ArrayFromBase64: string;
        SendWindow: {
            zone: components["schemas"]["TimeZoneNamed"];
            hours: components["schemas"]["Hours"][];
        };
        /** @description a string to be decoded into a TimeZone.Named */
        TimeZoneNamed: string;
        Hours: {
            days: components["schemas"]["Weekday"][];
            from: components["schemas"]["TimeOfDay"];
            to: components["schemas"]["TimeOfDay"];
        };
        /** @enum {string} */
        Weekday: "sunday" | "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday";
        /** @description a string matching the pattern ^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$ */
        TimeOfDay: string;
        Sender: {
            /** @description a string matching the pattern ^[ -~]{1,20}$ */
            stationId?: string;
            /** @description a string matching the pattern ^[ -~]{1,80}$ */
            header?: string;
        };
        FaxForm: {
            /** @description Numbers, a field each, as in -F to=NUMBER */
            to: string | string[];
            /** @description Files, a field each, as in -F document=@FILE */
            document: string | string[];
            reference?: string;
            /** Format: date-time */
            sendAt?: string;
            /** Format: date-time */
            deadline?: string;
            /** @description The window of a FaxRequest, as JSON */
            window?: string;
            /** @description The from of a FaxRequest, as JSON */
            from?: string;
            webhook?: string;
        };
        GatewayReceipt: {
            sendId: components["schemas"]["SendId"];
            messages: {
                messageId: components["schemas"]["MessageId"];
                faxNumber: string;
                /** @enum {string} */
                status: "processing" | "delivered" | "failed";
            }[];
            documentCount: components["schemas"]["NonNegativeInt"];
        };
        /**
         * int
         * @description an integer
         */
        NonNegativeInt: number;
        MessageListAnswer: {
            messages: components["schemas"]["ListedMessage"][];
        };
        ListedMessage: {
            messageId: components["schemas"]["MessageId"];
            sendId: components["schemas"]["SendId"];
            faxNumber: string;
            reference?: string;
            sendReference?: string;
            /** @enum {string} */
            status: "processing" | "delivered" | "failed";
            /** @enum {string} */
            state: "waiting" | "calling" | "in_doubt" | "delivered" | "failed";
            acceptedAt: components["schemas"]["DateTimeUtc"];
            endedAt?: components["schemas"]["DateTimeUtc"];
            callsMade: components["schemas"]["Int"];
            pages?: components["schemas"]["Int"];
            reason?: components["schemas"]["FailureReason"];
            verdict?: components["schemas"]["GatewayVerdict"];
        };
        /** @description a string to be decoded into a DateTime.Utc */
        DateTimeUtc: string;
        /** @enum {string} */
        FailureReason: "busy" | "no_answer" | "no_fax_tone" | "invalid_number" | "blocked" | "account_blocked" | "congestion" | "line_dropped" | "negotiation_failed" | "incompatible" | "partial" | "page_refused" | "document_unsupported" | "document_conversion" | "document_missing" | "document_too_large" | "insufficient_funds" | "canceled" | "expired" | "provider_unspecified" | "unknown_outcome";
        GatewayVerdict: {
            /** @enum {string} */
            retry: "never" | "backoff" | "once";
            meaning: string;
            advice: string;
        };
        GatewayMessage: {
            messageId: components["schemas"]["MessageId"];
            sendId: components["schemas"]["SendId"];
            faxNumber: string;
            reference?: string;
            sendReference?: string;
            /** @enum {string} */
            status: "processing" | "delivered" | "failed";
            /** @enum {string} */
            state: "waiting" | "calling" | "in_doubt" | "delivered" | "failed";
            acceptedAt: components["schemas"]["DateTimeUtc"];
            deadline: components["schemas"]["DateTimeUtc"];
            notBefore?: components["schemas"]["DateTimeUtc"];
            endedAt?: components["schemas"]["DateTimeUtc"];
            pages?: components["schemas"]["Int"];
            reason?: components["schemas"]["FailureReason"];
            verdict?: components["schemas"]["GatewayVerdict"];
            cancelRequested: boolean;
            callsMade: components["schemas"]["Int"];
            callsAllowed: components["schemas"]["Int"];
            window?: components["schemas"]["SendWindow"];
            webhook?: string;
            documents: {
                fileName: string;
                order: components["schemas"]["Int"];
                size: components["schemas"]["Int"];
                sha256: string;
            }[];
            image?: {
                pages: components["schemas"]["Int"];
                sha256: string;
            };
            from?: components["schemas"]["Sender"];
            attempts: components["schemas"]["GatewayAttempt"][];
        };
        GatewayAttempt: {
            startedAt: components["schemas"]["DateTimeUtc"];
            endedAt?: components["schemas"]["DateTimeUtc"];
            outcome?: {
                /** @enum {string} */
                kind: "delivered";
                pages: components["schemas"]["NonNegativeInt"];
                session?: components["schemas"]["Session"];
                raw?: components["schemas"]["RawResult"];
            } | {
                /** @enum {string} */
                kind: "failed";
                reason: components["schemas"]["FailureReason"];
                pages: components["schemas"]["NonNegativeInt"];
                session?: components["schemas"]["Session"];
                raw?: components["schemas"]["RawResult"];
            } | {
                /** @enum {string} */
                kind: "not_dialled";
                raw?: components["schemas"]["RawResult"];
            };
            transport?: string;
            remoteId?: string;
            pages?: components["schemas"]["Int"];
        };
        Session: {
            totalPages?: components["schemas"]["NonNegativeInt"];
            remoteStation?: string;
            speed?: components["schemas"]["NonNegativeInt"];
            /** @enum {string} */
            coding?: "MH" | "MR" | "MMR" | "JBIG";
            errorCorrection?: boolean;
            /** @enum {string} */
            resolution?: "standard" | "fine" | "superfine";
            seconds?: components["schemas"]["NonNegativeInt"];
            channel?: string;
        };
        RawResult: {
            source: string;
            code?: string;
            text?: string;
        };
        ResendRequest: {
            mayArriveTwice?: boolean;
        };
        ResolveRequest: {
            /** @enum {string} */
            status: "delivered";
            pages: components["schemas"]["NonNegativeInt"];
        } | {
            /** @enum {string} */
            status: "failed";
            reason: components["schemas"]["FailureReason"];
        };
        PublicKey: {
            /** @enum {string} */
            kty: "OKP";
            /** @enum {string} */
            crv: "Ed25519";
            /** @description a string matching the pattern ^[\w-]{43}$ */
            x: string;
            kid?: string;
            alg?: string;
            use?: string;
        };
        ReceivedList: {
            faxes: components["schemas"]["ReceivedFax"][];
            next?: components["schemas"]["ReceivedFaxId"];
        };
        ReceivedFax: {
            receivedFaxId: components["schemas"]["ReceivedFaxId"];
            to?: string;
            from?: string;
            callerName?: string;
            remoteStation?: string;
            subaddress?: string;
            receivedAt: components["schemas"]["DateTimeUtc"];
            seconds?: components["schemas"]["NonNegativeInt"];
            pages: components["schemas"]["NonNegativeInt"];
            partial: boolean;
            problem?: string;
            speed?: components["schemas"]["NonNegativeInt"];
            /** @enum {string} */
            coding?: "MH" | "MR" | "MMR" | "JBIG";
            errorCorrection?: boolean;
            /** @enum {string} */
            resolution?: "standard" | "fine" | "superfine";
            width?: components["schemas"]["NonNegativeInt"];
            channel?: string;
            remoteId?: string;
            document?: {
                size: components["schemas"]["NonNegativeInt"];
                sha256: string;
            };
            read: boolean;
            readAt?: components["schemas"]["DateTimeUtc"];
        };
        /** @description One received fax: 32 hexadecimal digits */
        ReceivedFaxId: string;
        MarkReadRequest: {
            read?: boolean;
        };
        Announcement: components["schemas"]["MessageAnnouncement"] | components["schemas"]["ReceptionAnnouncement"];
        MessageAnnouncement: {
            /** @enum {string} */
            type: "message.calling" | "message.progress" | "message.in_doubt" | "message.waiting" | "message.cancel_requested" | "message.delivered" | "message.failed";
            timestamp: components["schemas"]["DateTimeUtc"];
            data: {
                messageId: components["schemas"]["MessageId"];
                sendId: components["schemas"]["SendId"];
                faxNumber: string;
                reference?: string;
                sendReference?: string;
                attempt?: components["schemas"]["Int"];
                pages?: components["schemas"]["Int"];
                reason?: components["schemas"]["FailureReason"];
                session?: components["schemas"]["Session"];
                notBefore?: components["schemas"]["DateTimeUtc"];
            };
        };
        ReceptionAnnouncement: {
            /** @enum {string} */
            type: "fax.received" | "fax.receive_failed";
            timestamp: components["schemas"]["DateTimeUtc"];
            data: components["schemas"]["ReceivedFax"];
        };
        AuditAnswer: {
            entries: {
                at: components["schemas"]["DateTimeUtc"];
                actor: string;
                action: string;
                subject: string;
                detail: string | null;
            }[];
        };
        WebhookAnswer: {
            id: string;
            url: string;
            types: ("message.calling" | "message.progress" | "message.in_doubt" | "message.waiting" | "message.cancel_requested" | "message.delivered" | "message.failed" | "fax.received" | "fax.receive_failed")[];
            createdAt: components["schemas"]["DateTimeUtc"];
            goneAt: components["schemas"]["DateTimeUtc"] | null;
        };
        WebhookRequest: {
            url: string;
            types?: ("message.calling" | "message.progress" | "message.in_doubt" | "message.waiting" | "message.cancel_requested" | "message.delivered" | "message.failed" | "fax.received" | "fax.receive_failed")[];
        };
        WebhookAdded: {
            id: string;
            url: string;
            types: ("message.calling" | "message.progress" | "message.in_doubt" | "message.waiting" | "message.cancel_requested" | "message.delivered" | "message.failed" | "fax.received" | "fax.receive_failed")[];
            createdAt: components["schemas"]["DateTimeUtc"];
            goneAt: components["schemas"]["DateTimeUtc"] | null;
            secret: string;
        };
        WebhookPostAnswer: {
            id: string;
            event: string;
            url: string;
            messageId: components["schemas"]["MessageId"];
            createdAt: components["schemas"]["DateTimeUtc"];
            tries: components["schemas"]["Int"];
            nextAt: components["schemas"]["DateTimeUtc"] | null;
            deliveredAt: components["schemas"]["DateTimeUtc"] | null;
            lastStatus: components["schemas"]["Int"] | null;
            lastDetail: string | null;
        };
        WebhookTestAnswer: {
            ok: boolean;
            status?: components["schemas"]["Int"];
            detail?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    oauth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WireTokenRequest"] | components["schemas"]["WireTokenGrant"];
                "application/x-www-form-urlencoded": components["schemas"]["WireTokenRequest"] | components["schemas"]["WireTokenGrant"];
            };
        };
        responses: {
            /** @description A token that is valid for an hour */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WireToken"];
                };
            };
            /** @description The request is malformed; culprit names the place */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WireTokenError"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WireTokenError"];
                };
            };
            /** @description The body arrived too slowly; nothing was done */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The media type of the body is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    send: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 characters. For 48 hours, the same key with the same fax gets the answer of the first request */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WireSend20140403"] | components["schemas"]["WireSend20140409"];
            };
        };
        responses: {
            /** @description The fax was accepted; the answer is in the revision of the request */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WireReceipt20140403"] | components["schemas"]["WireReceipt20140409"];
                };
            };
            /** @description The request is malformed; culprit names the place */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The account has no funds for this fax */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description A fax number is invalid (code 100), or the data of a document is missing (code 110) */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The body arrived too slowly; nothing was done */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The message is in a state that does not allow it, or a request with this Idempotency-Key is in progress */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The media type of the body is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The Idempotency-Key was used for another request, webhooks may not be sent to this URL, or a received fax is not available in this format */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    status: {
        parameters: {
            query?: {
                /** @description One accepted job (sid): 32 hexadecimal digits */
                sid?: string;
                /** @description One recipient of a job (mid): 32 hexadecimal digits */
                mid?: string;
                /** @description The page, from 1 */
                p?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WirePage"];
                };
            };
            /** @description The request is malformed; culprit names the place */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    search: {
        parameters: {
            query: {
                /** @description a DateTime.Utc instance */
                from_date: string;
                /** @description a DateTime.Utc instance */
                to_date: string;
                fax_number?: string;
                status?: "1" | "2" | "3";
                /** @description The page, from 1 */
                p?: number;
                user_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WirePage"];
                };
            };
            /** @description The request is malformed; culprit names the place */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description A fax number is invalid (code 100), or the data of a document is missing (code 110) */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    sendFax: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 characters. For 48 hours, the same key with the same fax gets the answer of the first request */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FaxRequest"];
                "multipart/form-data": components["schemas"]["FaxForm"];
            };
        };
        responses: {
            /** @description The fax was accepted */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayReceipt"];
                };
            };
            /** @description The request is malformed; culprit names the place */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The account has no funds for this fax */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description A fax number is invalid (code 100), or the data of a document is missing (code 110) */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The body arrived too slowly; nothing was done */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The message is in a state that does not allow it, or a request with this Idempotency-Key is in progress */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The media type of the body is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The Idempotency-Key was used for another request, webhooks may not be sent to this URL, or a received fax is not available in this format */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    messages: {
        parameters: {
            query?: {
                /** @description a string to be decoded into a DateTime.Utc */
                from?: string;
                /** @description a string to be decoded into a DateTime.Utc */
                to?: string;
                /** @description a string that will be converted to lowercase */
                id?: string;
                number?: string;
                status?: "processing" | "delivered" | "failed";
                state?: "waiting" | "calling" | "in_doubt" | "delivered" | "failed";
                reason?: "busy" | "no_answer" | "no_fax_tone" | "invalid_number" | "blocked" | "account_blocked" | "congestion" | "line_dropped" | "negotiation_failed" | "incompatible" | "partial" | "page_refused" | "document_unsupported" | "document_conversion" | "document_missing" | "document_too_large" | "insufficient_funds" | "canceled" | "expired" | "provider_unspecified" | "unknown_outcome";
                reference?: string;
                /** @description One recipient of a job (mid): 32 hexadecimal digits */
                before?: string;
                /** @description a string to be decoded into a number */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageListAnswer"];
                };
            };
            /** @description The request is malformed; culprit names the place */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    detail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything known about the message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything known about the message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The message is in a state that does not allow it, or a request with this Idempotency-Key is in progress */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    resend: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 characters. For 48 hours, the same key with the same fax gets the answer of the first request */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ResendRequest"];
            };
        };
        responses: {
            /** @description The fax was accepted */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayReceipt"];
                };
            };
            /** @description The request is malformed; culprit names the place */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The message is in a state that does not allow it, or a request with this Idempotency-Key is in progress */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The Idempotency-Key was used for another request, webhooks may not be sent to this URL, or a received fax is not available in this format */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    resolve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveRequest"];
            };
        };
        responses: {
            /** @description Everything known about the message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The request is malformed; culprit names the place */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The message is in a state that does not allow it, or a request with this Idempotency-Key is in progress */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    deliveryReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JWS in compact form, signed with Ed25519; its payload is the receipt, as JSON */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jose": string;
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    receiptKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON Web Key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicKey"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    receivedFaxes: {
        parameters: {
            query?: {
                /** @description a string to be decoded into a boolean */
                unread?: "true" | "false";
                to?: string;
                from?: string;
                /** @description a string to be decoded into a DateTime.Utc */
                since?: string;
                /** @description a string to be decoded into a DateTime.Utc */
                until?: string;
                /** @description One received fax: 32 hexadecimal digits */
                before?: string;
                /** @description a string to be decoded into a number */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedList"];
                };
            };
            /** @description The request is malformed; culprit names the place */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    receivedFax: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The received fax */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedFax"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    removeReceived: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    receivedDocument: {
        parameters: {
            query?: {
                format?: "tiff" | "pdf" | "png";
                /** @description The page, from 1 */
                page?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/tiff": string;
                };
            };
            /** @description The request is malformed; culprit names the place */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The Idempotency-Key was used for another request, webhooks may not be sent to this URL, or a received fax is not available in this format */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    markReceivedRead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MarkReadRequest"];
            };
        };
        responses: {
            /** @description The received fax */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedFax"];
                };
            };
            /** @description The request is malformed; culprit names the place */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    redeliverReceived: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The received fax */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedFax"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    receptionReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JWS in compact form, signed with Ed25519; its payload is the receipt, as JSON */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jose": string;
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    receivedHint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    events: {
        parameters: {
            query?: never;
            header?: {
                /** @description The id of the last event that was processed: the stream starts after it */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Each event's data is an announcement */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["Announcement"];
                };
            };
            /** @description The request is malformed; culprit names the place */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    audit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In chronological order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditAnswer"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All webhooks of this client */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        webhooks: components["schemas"]["WebhookAnswer"][];
                    };
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    addWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookRequest"];
            };
        };
        responses: {
            /** @description The webhook */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAdded"];
                };
            };
            /** @description The request is malformed; culprit names the place */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The Idempotency-Key was used for another request, webhooks may not be sent to this URL, or a received fax is not available in this format */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    webhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret that signs all webhooks of this client (Standard Webhooks) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secret: string;
                    };
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret that signs all webhooks of this client (Standard Webhooks) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secret: string;
                    };
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    webhookPosts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        deliveries: components["schemas"]["WebhookPostAnswer"][];
                    };
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    replayWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTestAnswer"];
                };
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
    removeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The credentials or the access token were not accepted */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description There is no such job, message or page in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description Too many requests; nothing was done */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The service behind this one gave an unexpected answer */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description The request was not accepted; nothing was done, and it can be sent again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
            /** @description It is unknown whether the service behind this one accepted the request */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WireProblem"];
                };
            };
        };
    };
}
