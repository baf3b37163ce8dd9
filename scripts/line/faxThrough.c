/*
 * faxThrough SENT.tif RECEIVED.tif
 *
 * Faxes one TIFF to another through two fax machines and a wire of audio, without a modem or a pause: some
 * 400 times as fast as on the telephone. Exit code 0 when both machines say that all went well.
 */
#include <stdio.h>

#include "events.h"
#include "faxMachine.h"

/* A fax that takes longer than this on the telephone has gone wrong. */
#define LONGEST SAMPLES(3600 * 1000)

int main(int count, char **values) {
    if (count != 3) {
        fprintf(stderr, "usage: faxThrough SENT.tif RECEIVED.tif\n");
        return 2;
    }
    fax_machine_t caller, answerer;
    fax_machine_open(&caller, 1, true, "5550199", MODERN);
    fax_machine_open(&answerer, 2, false, "5550100", MODERN);
    fax_machine_send(&caller, values[1]);
    fax_machine_receive_to(&answerer, values[2]);

    int64_t time = 0;
    while (!(caller.done && answerer.done) && time < LONGEST) {
        int16_t there[BLOCK], back[BLOCK];
        fax_machine_speak(&caller, there);
        fax_machine_speak(&answerer, back);
        fax_machine_hear(&answerer, there);
        fax_machine_hear(&caller, back);
        time += BLOCK;
    }

    t30_stats_t sent, received;
    t30_get_transfer_statistics(fax_get_t30_state(caller.fax), &sent);
    t30_get_transfer_statistics(fax_get_t30_state(answerer.fax), &received);
    int pages = sent.pages_tx;
    event("\"event\":\"through\",\"seconds\":%.1f,\"pages\":%d", time / 8000.0, pages);
    int is_whole = caller.done && answerer.done && pages > 0 && pages == received.pages_rx &&
                   pages == sent.pages_in_file;
    fax_machine_close(&caller);
    fax_machine_close(&answerer);
    return is_whole ? 0 : 1;
}
