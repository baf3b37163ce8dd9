#include "subscribers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In audio time after the answer. A page of text at 14,400 bit/s has begun by then and is not over. */
#define DROPS_AT SAMPLES(14000)
/* Training is over, the page has not begun. */
#define DEAD_FROM SAMPLES(11000)
/* How long a person says hello to a machine that whistles. */
#define PATIENCE SAMPLES(90000)
/* Between the end of the session and the receiver being down. */
#define AFTER_END SAMPLES(3000)
/* So loud that no speed trains. */
#define NOISE_DBM0 -37.0f

subscriber_kind_t subscriber_at(const char *number, int lines, int *line) {
    size_t length = strlen(number);
    int digits = length >= 2 ? atoi(number + length - 2) : 99;
    if (digits >= 10 && digits < 10 + lines) {
        *line = digits - 10;
        return ANOTHER_LINE;
    }
    switch (digits) {
        case 1: return BUSY;
        case 2: return NO_ANSWER;
        case 3: return NO_DIAL_TONE;
        case 4: return PERSON;
        case 5: return DROPS_IN_PAGE;
        case 6: return NOISY;
        case 7: return OLD_MACHINE;
        case 8: return BUSY_ONCE;
        case 9: return DEAD;
        case 20: return DROPS_AFTER_LAST_PAGE;
        case 21: return SLOW;
        default: return FAX;
    }
}

subscriber_kind_t subscriber_of_turn(subscriber_kind_t kind) {
    static int calls;
    if (kind != BUSY_ONCE) return kind;
    return calls++ % 2 == 0 ? BUSY : FAX;
}

void subscriber_answer(subscriber_t *who, subscriber_kind_t kind, int call, const char *number,
                       const char *folder) {
    memset(who, 0, sizeof *who);
    who->kind = kind;
    if (kind == PERSON) return;
    who->has_machine = true;
    fax_machine_open(&who->machine, call, false, number, kind == OLD_MACHINE ? OLD : MODERN);
    char file[512];
    snprintf(file, sizeof file, "%s/call%03d-%s.tif", folder, call, number);
    fax_machine_receive_to(&who->machine, file);
    /* The same noise each time. */
    if (kind == NOISY) who->noise = awgn_init_dbm0(NULL, 1234567, NOISE_DBM0);
}

static int16_t saturated(int sum) { return sum > INT16_MAX ? INT16_MAX : sum < INT16_MIN ? INT16_MIN : sum; }

void subscriber_talk(subscriber_t *who, int64_t time, int16_t heard[BLOCK], int16_t said[BLOCK]) {
    memset(said, 0, BLOCK * sizeof *said);
    if (!who->has_machine) return;
    fax_machine_speak(&who->machine, said);
    if (who->kind == DEAD && time > DEAD_FROM) memset(said, 0, BLOCK * sizeof *said);
    if (who->noise != NULL) {
        for (int i = 0; i < BLOCK; i++) heard[i] = saturated(heard[i] + awgn(who->noise));
    }
    fax_machine_hear(&who->machine, heard);
    if (who->machine.done && who->done_at == 0) who->done_at = time;
}

bool subscriber_hangs_up(const subscriber_t *who, int64_t time) {
    if (!who->has_machine) return time > PATIENCE;
    if (who->kind == DROPS_IN_PAGE && time > DROPS_AT) return true;
    if (who->kind == DROPS_AFTER_LAST_PAGE && who->machine.has_last_page) return true;
    return who->done_at > 0 && time > who->done_at + AFTER_END;
}

void subscriber_leave(subscriber_t *who) {
    if (who->has_machine) fax_machine_close(&who->machine);
    if (who->noise != NULL) awgn_free(who->noise);
    memset(who, 0, sizeof *who);
}
