/* Who answers at which number: the numbering plan of the exchange. */
#ifndef SUBSCRIBERS_H
#define SUBSCRIBERS_H

#include "faxMachine.h"

typedef enum {
    FAX,
    BUSY,
    NO_ANSWER,
    NO_DIAL_TONE,
    PERSON,
    DROPS_IN_PAGE,
    NOISY,
    OLD_MACHINE,
    BUSY_ONCE,
    DEAD,
    DROPS_AFTER_LAST_PAGE,
    SLOW,
    ANOTHER_LINE
} subscriber_kind_t;

/* The two last digits decide. 10 to 19 ring the lines of this exchange, the first at 10. */
subscriber_kind_t subscriber_at(const char *number, int lines, int *line);

/* Of one that is busy at every other call: what it is this time. */
subscriber_kind_t subscriber_of_turn(subscriber_kind_t kind);

/* One call to a subscriber that has answered. */
typedef struct {
    subscriber_kind_t kind;
    bool has_machine;
    fax_machine_t machine;
    awgn_state_t *noise;
    /* When its machine was done, in samples of the call; 0 before. */
    int64_t done_at;
} subscriber_t;

void subscriber_answer(subscriber_t *who, subscriber_kind_t kind, int call, const char *number,
                       const char *folder);
/* 20 ms of talk at `time` of the call, in both directions. */
void subscriber_talk(subscriber_t *who, int64_t time, int16_t heard[BLOCK], int16_t said[BLOCK]);
bool subscriber_hangs_up(const subscriber_t *who, int64_t time);
void subscriber_leave(subscriber_t *who);

#endif
