#include "faxMachine.h"

#include <stdio.h>
#include <string.h>

#include "events.h"

static const char *or_empty(const char *text) { return text ? text : ""; }

static int on_agreed(t30_state_t *t30, void *user, int frame) {
    fax_machine_t *machine = user;
    event("\"event\":\"agreed\",\"call\":%d,\"frame\":\"%s\",\"remote\":\"%s\"", machine->call,
          t30_frametype(frame), or_empty(t30_get_rx_ident(t30)));
    return T30_ERR_OK;
}

static int on_page(t30_state_t *t30, void *user, int frame) {
    fax_machine_t *machine = user;
    t30_stats_t stats;
    t30_get_transfer_statistics(t30, &stats);
    /* The lowest bit only says who speaks. */
    machine->has_last_page = (frame & 0xFE) == T30_EOP;
    event("\"event\":\"page\",\"call\":%d,\"frame\":\"%s\",\"pages\":%d,\"rate\":%d,\"ecm\":%d,"
          "\"width\":%d,\"rows\":%d,\"badRows\":%d",
          machine->call, t30_frametype(frame), stats.pages_rx, stats.bit_rate,
          stats.error_correcting_mode, stats.width, stats.length, stats.bad_rows);
    return T30_ERR_OK;
}

static void on_end(t30_state_t *t30, void *user, int result) {
    fax_machine_t *machine = user;
    t30_stats_t stats;
    t30_get_transfer_statistics(t30, &stats);
    event("\"event\":\"end\",\"call\":%d,\"code\":%d,\"text\":\"%s\",\"remote\":\"%s\",\"received\":%d,"
          "\"sent\":%d,\"rate\":%d,\"ecm\":%d,\"file\":\"%s\"",
          machine->call, result, t30_completion_code_to_str(result), or_empty(t30_get_rx_ident(t30)),
          stats.pages_rx, stats.pages_tx, stats.bit_rate, stats.error_correcting_mode, machine->file);
    machine->done = true;
}

void fax_machine_open(fax_machine_t *machine, int call, bool is_caller, const char *station_id,
                      fax_generation_t generation) {
    memset(machine, 0, sizeof *machine);
    machine->call = call;
    machine->fax = fax_init(NULL, is_caller);
    fax_set_transmit_on_idle(machine->fax, 1);
    t30_state_t *t30 = fax_get_t30_state(machine->fax);
    t30_set_tx_ident(t30, station_id);
    t30_set_supported_resolutions(t30, T30_SUPPORT_STANDARD_RESOLUTION | T30_SUPPORT_FINE_RESOLUTION |
                                           T30_SUPPORT_R8_RESOLUTION);
    t30_set_supported_image_sizes(t30, T30_SUPPORT_US_LETTER_LENGTH | T30_SUPPORT_US_LEGAL_LENGTH |
                                           T30_SUPPORT_UNLIMITED_LENGTH | T30_SUPPORT_215MM_WIDTH |
                                           T30_SUPPORT_255MM_WIDTH | T30_SUPPORT_303MM_WIDTH);
    if (generation == OLD) {
        t30_set_supported_modems(t30, T30_SUPPORT_V27TER | T30_SUPPORT_V29);
        t30_set_supported_compressions(t30, T30_SUPPORT_T4_1D_COMPRESSION);
        t30_set_ecm_capability(t30, false);
    } else {
        t30_set_supported_modems(t30, T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17);
        t30_set_supported_compressions(t30, T30_SUPPORT_T4_1D_COMPRESSION | T30_SUPPORT_T4_2D_COMPRESSION |
                                                T30_SUPPORT_T6_COMPRESSION);
        t30_set_ecm_capability(t30, true);
    }
    t30_set_rx_encoding(t30, T4_COMPRESSION_ITU_T6);
    t30_set_phase_b_handler(t30, on_agreed, machine);
    t30_set_phase_d_handler(t30, on_page, machine);
    t30_set_phase_e_handler(t30, on_end, machine);
}

void fax_machine_receive_to(fax_machine_t *machine, const char *file) {
    snprintf(machine->file, sizeof machine->file, "%s", file);
    t30_set_rx_file(fax_get_t30_state(machine->fax), machine->file, -1);
}

void fax_machine_send(fax_machine_t *machine, const char *file) {
    t30_set_tx_file(fax_get_t30_state(machine->fax), file, -1, -1);
}

void fax_machine_speak(fax_machine_t *machine, int16_t block[BLOCK]) {
    int spoken = fax_tx(machine->fax, block, BLOCK);
    if (spoken < BLOCK) memset(block + spoken, 0, (BLOCK - spoken) * sizeof *block);
}

void fax_machine_hear(fax_machine_t *machine, int16_t block[BLOCK]) {
    fax_rx(machine->fax, block, BLOCK);
}

void fax_machine_close(fax_machine_t *machine) {
    if (machine->fax == NULL) return;
    if (!machine->done) t30_terminate(fax_get_t30_state(machine->fax));
    fax_release(machine->fax);
    fax_free(machine->fax);
    machine->fax = NULL;
}
