/* A fax machine made of libspandsp. It writes each fax that it receives to a TIFF. */
#ifndef FAX_MACHINE_H
#define FAX_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <spandsp.h>

/* Audio comes in blocks of 20 ms at 8 kHz. */
#define BLOCK 160
#define SAMPLES(milliseconds) ((int64_t)(milliseconds) * 8)

typedef struct {
    fax_state_t *fax;
    int call;
    /* The T.30 session is over. */
    bool done;
    /* The sender said that the page that has just come was the last one. */
    bool has_last_page;
    char file[512];
} fax_machine_t;

/* An old machine: one-dimensional coding, V.29 at most, no error correction. */
typedef enum { MODERN, OLD } fax_generation_t;

void fax_machine_open(fax_machine_t *machine, int call, bool is_caller, const char *station_id,
                      fax_generation_t generation);
void fax_machine_receive_to(fax_machine_t *machine, const char *file);
void fax_machine_send(fax_machine_t *machine, const char *file);
/* The next block that it says, silence where it says nothing. */
void fax_machine_speak(fax_machine_t *machine, int16_t block[BLOCK]);
void fax_machine_hear(fax_machine_t *machine, int16_t block[BLOCK]);
void fax_machine_close(fax_machine_t *machine);

#endif
