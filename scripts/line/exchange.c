/*
 * exchange -o FOLDER [-u UID] MODEM...
 *
 * A telephone exchange of one machine. Each MODEM is a device (a link to a pseudo-terminal) behind which a
 * class 1 modem answers, for HylaFAX to call with. At the other end of the wire are the subscribers
 * of subscribers.h; what their fax machines receive is in FOLDER. Signals and T.30 are libspandsp's.
 *
 * Time on a line goes as fast as the program at the modem follows, and as fast as on the telephone while
 * that program waits on purpose: its silence is part of the protocol. Each line has a time of its own, and
 * the two ends of a call between lines have one together.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "events.h"
#include "subscribers.h"

#define MOST_LINES 10
#define BLOCK_SECONDS 0.02
/* A line that is slow goes no faster than five times as fast as on the telephone. */
#define SLOW_BLOCK_SECONDS (BLOCK_SECONDS / 5)

#define TILL_ANSWER SAMPLES(1000)
#define TILL_BUSY SAMPLES(1500)
#define TILL_NO_DIAL_TONE SAMPLES(500)
#define TILL_NO_ANSWER SAMPLES(40000)
#define TILL_LINE_NO_ANSWER SAMPLES(60000)
#define BETWEEN_RINGS SAMPLES(5000)
/* How long the line stands still for a program that owes data: longer, and it means a pause. */
#define OWED_SECONDS 0.1

typedef enum { ON_HOOK, DIALLED, RINGING, TALKING } line_state_t;

typedef struct line {
    int index;
    const char *device;
    int terminal;
    t31_state_t *modem;
    line_state_t state;
    /* In samples since the state began. */
    int64_t time;
    int64_t last_ring;
    int call;
    char number[64];
    /* Of a call that this line makes: what is at the other end. */
    subscriber_kind_t callee;
    subscriber_t subscriber;
    bool has_subscriber;
    /* The line at the other end, for both of them. */
    struct line *peer;
    bool is_caller;
    bool wants_answer;
    /* What the program at the modem has not read yet. */
    uint8_t *unread;
    size_t unread_length, unread_room;
    /* A command came, and no result was given; it was one that sends. */
    bool owes_result, will_send;
    /* What has come of the next command. */
    char command[64];
    size_t command_length;
    /* Data was asked for, and its end has not come; the last byte was a DLE. */
    bool awaits_data, after_dle;
    double stalled_since;
    /* When its next block is due while somebody waits on purpose, and when its last one went. */
    double due, last_tick;
    /* Nobody had the device open when it was last looked at. */
    bool is_closed;
} line_t;

static line_t lines[MOST_LINES];
static int line_count;
static const char *folder = ".";
static int calls;
static volatile sig_atomic_t is_over;

static void on_signal(int number) {
    (void)number;
    is_over = 1;
}

static void write_unread(line_t *line) {
    while (line->unread_length > 0) {
        ssize_t written = write(line->terminal, line->unread, line->unread_length);
        if (written <= 0) return;
        memmove(line->unread, line->unread + written, line->unread_length - written);
        line->unread_length -= written;
    }
}

/* spandsp hands over a result, the text between its line ends, by itself; data comes in longer blocks. */
static void note_result(line_t *line, const uint8_t *text, size_t length) {
    static const char *results[] = {"CONNECT", "OK", "NO CARRIER", "ERROR", "BUSY", "NO DIALTONE",
                                    "NO ANSWER", "+FCERROR", "+FRH:3"};
    for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
        if (length != strlen(results[i]) || memcmp(text, results[i], length) != 0) continue;
        line->owes_result = false;
        if (i == 0) {
            /* What is received comes before the result. */
            line->awaits_data = line->will_send;
            line->owes_result = !line->will_send;
            line->after_dle = false;
        }
        return;
    }
}

static int to_program(at_state_t *at, void *user, const uint8_t *bytes, size_t length) {
    (void)at;
    line_t *line = user;
    note_result(line, bytes, length);
    if (line->unread_length + length > line->unread_room) {
        line->unread_room = (line->unread_length + length) * 2 + 4096;
        line->unread = realloc(line->unread, line->unread_room);
        if (line->unread == NULL) abort();
    }
    memcpy(line->unread + line->unread_length, bytes, length);
    line->unread_length += length;
    write_unread(line);
    return (int)length;
}

static void enter(line_t *line, line_state_t state) {
    line->state = state;
    line->time = 0;
    line->last_ring = 0;
}

static void end_call(line_t *line) {
    line_t *peer = line->peer;
    if (peer != NULL) {
        line->peer = NULL;
        peer->peer = NULL;
        bool was_off_hook = peer->state != ON_HOOK;
        enter(peer, ON_HOOK);
        if (was_off_hook) t31_call_event(peer->modem, AT_CALL_EVENT_HANGUP);
    }
    if (line->has_subscriber) subscriber_leave(&line->subscriber);
    line->has_subscriber = false;
    enter(line, ON_HOOK);
}

/* The call ends, and the modem is told how. */
static void end_with(line_t *line, const char *what, int modem_event) {
    event("\"event\":\"%s\",\"call\":%d", what, line->call);
    end_call(line);
    t31_call_event(line->modem, modem_event);
}

static void ring(line_t *line, line_t *caller) {
    char date[8], hour[8];
    time_t now = time(NULL);
    struct tm *local = localtime(&now);
    strftime(date, sizeof date, "%m%d", local);
    strftime(hour, sizeof hour, "%H%M", local);
    caller->peer = line;
    line->peer = caller;
    line->is_caller = false;
    line->call = caller->call;
    line->wants_answer = false;
    enter(line, RINGING);
    at_state_t *at = &line->modem->at_state;
    at_reset_call_info(at);
    at_set_call_info(at, "DATE", date);
    at_set_call_info(at, "TIME", hour);
    at_set_call_info(at, "NMBR", "5550199");
    at_set_call_info(at, "NDID", caller->number);
}

static int dial(line_t *line, const char *number) {
    if (line->state != ON_HOOK) return -1;
    size_t length = 0;
    for (; *number != 0 && length < sizeof line->number - 1; number++) {
        if (*number >= '0' && *number <= '9') line->number[length++] = *number;
    }
    line->number[length] = 0;
    int other = 0;
    line->callee = subscriber_of_turn(subscriber_at(line->number, line_count, &other));
    line->call = ++calls;
    line->is_caller = true;
    enter(line, DIALLED);
    /* Without a dial tone nothing is dialled. */
    if (line->callee != NO_DIAL_TONE) {
        event("\"event\":\"dial\",\"line\":%d,\"call\":%d,\"number\":\"%s\"", line->index, line->call,
              line->number);
    }
    if (line->callee != ANOTHER_LINE) return 0;
    line_t *peer = &lines[other];
    if (peer == line || peer->state != ON_HOOK) line->callee = BUSY;
    else ring(peer, line);
    return 0;
}

static int control(t31_state_t *modem, void *user, int operation, const char *number) {
    (void)modem;
    line_t *line = user;
    switch (operation) {
        case AT_MODEM_CONTROL_CALL: return dial(line, number);
        case AT_MODEM_CONTROL_ANSWER:
            if (line->state != RINGING) return -1;
            line->wants_answer = true;
            return 0;
        case AT_MODEM_CONTROL_HANGUP:
            if (line->state == ON_HOOK) return 0;
            event("\"event\":\"hangup\",\"line\":%d,\"call\":%d,\"seconds\":%.1f", line->index, line->call,
                  line->time / 8000.0);
            end_call(line);
            return 0;
        default: return 0;
    }
}

static void connect_call(line_t *line) {
    enter(line, TALKING);
    if (line->callee != ANOTHER_LINE) {
        subscriber_answer(&line->subscriber, line->callee, line->call, line->number, folder);
        line->has_subscriber = true;
    }
    event("\"event\":\"answer\",\"line\":%d,\"call\":%d", line->index, line->call);
    t31_call_event(line->modem, AT_CALL_EVENT_CONNECTED);
}

static void modem_speak(line_t *line, int16_t block[BLOCK]) {
    int spoken = 0, more;
    do {
        more = t31_tx(line->modem, block + spoken, BLOCK - spoken);
        spoken += more;
    } while (spoken < BLOCK && more > 0 && line->state == TALKING);
    memset(block + spoken, 0, (BLOCK - spoken) * sizeof *block);
}

static void tick_ringing(line_t *line) {
    if (line->wants_answer) {
        line_t *caller = line->peer;
        line->wants_answer = false;
        enter(line, TALKING);
        t31_call_event(line->modem, AT_CALL_EVENT_ANSWERED);
        if (caller != NULL) connect_call(caller);
    } else if (line->time == 0 || line->time - line->last_ring >= BETWEEN_RINGS) {
        line->last_ring = line->time;
        t31_call_event(line->modem, AT_CALL_EVENT_ALERTING);
    }
    line->time += BLOCK;
}

static void tick_dialled(line_t *line) {
    switch (line->callee) {
        case BUSY:
            if (line->time >= TILL_BUSY) end_with(line, "busy", AT_CALL_EVENT_BUSY);
            return;
        case NO_DIAL_TONE:
            if (line->time >= TILL_NO_DIAL_TONE) end_with(line, "noDialTone", AT_CALL_EVENT_NO_DIALTONE);
            return;
        case NO_ANSWER:
            if (line->time >= TILL_NO_ANSWER) end_with(line, "noAnswer", AT_CALL_EVENT_NO_ANSWER);
            return;
        case ANOTHER_LINE:
            if (line->time >= TILL_LINE_NO_ANSWER) end_with(line, "noAnswer", AT_CALL_EVENT_NO_ANSWER);
            return;
        default:
            if (line->time >= TILL_ANSWER) connect_call(line);
    }
}

static void tick_between_lines(line_t *line) {
    line_t *peer = line->peer;
    if (peer == NULL || peer->state != TALKING) return;
    int16_t there[BLOCK], back[BLOCK];
    peer->time += BLOCK;
    modem_speak(line, there);
    modem_speak(peer, back);
    if (line->state == TALKING && line->peer != NULL) t31_rx(peer->modem, there, BLOCK);
    if (line->state == TALKING && line->peer != NULL) t31_rx(line->modem, back, BLOCK);
}

static void tick_with_subscriber(line_t *line) {
    int16_t said[BLOCK], answer[BLOCK];
    modem_speak(line, said);
    if (line->state != TALKING) return;
    subscriber_talk(&line->subscriber, line->time, said, answer);
    t31_rx(line->modem, answer, BLOCK);
    if (line->state == TALKING && subscriber_hangs_up(&line->subscriber, line->time)) {
        end_with(line, "remoteHangup", AT_CALL_EVENT_HANGUP);
    }
}

/* 20 ms of the line's time. What is said between two lines is done with the caller's turn. */
static void tick(line_t *line) {
    if (line->state == ON_HOOK) return;
    if (line->state == RINGING) return tick_ringing(line);
    if (line->peer != NULL && !line->is_caller) return;
    line->time += BLOCK;
    if (line->state == DIALLED) return tick_dialled(line);
    if (line->callee == ANOTHER_LINE) return tick_between_lines(line);
    tick_with_subscriber(line);
}

/* Whose turn it is: the line's, the program's at the modem, or nobody's before that program reads. */
typedef enum { LINE, PROGRAM, READING } turn_t;

static turn_t turn_of(const line_t *line) {
    if (line->unread_length > 0) return READING;
    if (line->state == RINGING) return PROGRAM;
    if (line->state != TALKING) return LINE;
    const t31_state_t *modem = line->modem;
    switch (modem->at_state.at_rx_mode) {
        case AT_MODE_ONHOOK_COMMAND:
        case AT_MODE_OFFHOOK_COMMAND: return line->owes_result ? LINE : PROGRAM;
        case AT_MODE_HDLC: return line->awaits_data ? PROGRAM : LINE;
        case AT_MODE_STUFFED:
            return line->awaits_data && !modem->tx.holding && modem->tx.in_bytes - modem->tx.out_bytes < 1024
                       ? PROGRAM
                       : LINE;
        default: return LINE;
    }
}

static void note_data(line_t *line, const uint8_t *bytes, ssize_t length) {
    for (ssize_t i = 0; i < length; i++) {
        if (line->after_dle) {
            line->after_dle = false;
            /* ETX ends the data; when they are on the line, there is a result. */
            if (bytes[i] == 0x03) {
                line->awaits_data = false;
                line->owes_result = true;
            }
        } else if (bytes[i] == 0x10) {
            line->after_dle = true;
        }
    }
}

/* ATA and AT+FTH, AT+FTM begin to send; ATD and AT+FRH, AT+FRM wait for what comes. A command may come in parts. */
static void note_command(line_t *line, const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] != '\r') {
            if (line->command_length < sizeof line->command - 1) line->command[line->command_length++] = bytes[i];
            continue;
        }
        line->command[line->command_length] = 0;
        line->command_length = 0;
        line->owes_result = true;
        line->will_send = strstr(line->command, "ATA") != NULL || strstr(line->command, "+FTH") != NULL ||
                          strstr(line->command, "+FTM") != NULL;
    }
}

/* What the program at the modem has written. */
static void take_in(line_t *line) {
    uint8_t bytes[1024];
    t31_state_t *modem = line->modem;
    write_unread(line);
    for (int rounds = 0; rounds < 8; rounds++) {
        int room = sizeof bytes;
        if (modem->at_state.at_rx_mode == AT_MODE_STUFFED) {
            if (modem->tx.holding) return;
            int left = T31_TX_BUF_LEN - modem->tx.in_bytes + modem->tx.out_bytes - 1;
            if (left < room) room = left;
        }
        if (room <= 0) return;
        ssize_t length = read(line->terminal, bytes, room);
        if (length < 0 && errno == EIO && line->state != ON_HOOK && line->state != RINGING) {
            /* Nobody has the device open any more, as if DTR had dropped. */
            line->unread_length = 0;
            line->owes_result = line->awaits_data = false;
            end_with(line, "closed", AT_CALL_EVENT_HANGUP);
            return;
        }
        if (length <= 0) return;
        if (line->state == DIALLED && modem->at_state.at_rx_mode == AT_MODE_CONNECTED) {
            /* A key that is pressed while it dials ends the call. */
            end_with(line, "dialAborted", AT_CALL_EVENT_NO_ANSWER);
            return;
        }
        line->stalled_since = 0;
        if (line->peer != NULL) line->peer->stalled_since = 0;
        int mode = modem->at_state.at_rx_mode;
        if (mode == AT_MODE_STUFFED || mode == AT_MODE_HDLC) note_data(line, bytes, length);
        else note_command(line, bytes, length);
        t31_at_rx(modem, (char *)bytes, (int)length);
    }
}

/* Sleeps until a program writes, or for so many seconds. A terminal that nobody has open is always ready, and left out. */
static void wait_for_programs(double seconds) {
    struct pollfd files[MOST_LINES];
    for (int i = 0; i < line_count; i++) {
        files[i].fd = lines[i].is_closed ? -1 : lines[i].terminal;
        files[i].events = POLLIN;
        if (lines[i].is_closed && seconds > BLOCK_SECONDS) seconds = BLOCK_SECONDS;
        lines[i].is_closed = false;
    }
    struct timespec time = {(time_t)seconds, (long)((seconds - (time_t)seconds) * 1e9)};
    ppoll(files, line_count, &time, NULL);
    for (int i = 0; i < line_count; i++) {
        lines[i].is_closed = (files[i].revents & POLLHUP) != 0 && (files[i].revents & POLLIN) == 0;
    }
}

/* Seconds until the next block of a line, and of the line at its other end, may go; 0 is now. */
static double wait_of(line_t *line, double now) {
    turn_t turn = turn_of(line);
    if (line->peer != NULL && turn_of(line->peer) > turn) turn = turn_of(line->peer);
    if (turn != PROGRAM) {
        line->stalled_since = 0;
        if (turn == READING) return 0.001;
        double slow_wait = line->last_tick + SLOW_BLOCK_SECONDS - now;
        if (line->state == TALKING && line->callee == SLOW && slow_wait > 0) return slow_wait;
        line->due = now;
        return 0;
    }
    if (line->stalled_since == 0) line->stalled_since = now;
    bool owes_data = line->awaits_data || (line->peer != NULL && line->peer->awaits_data);
    if (line->state == TALKING && owes_data && now - line->stalled_since < OWED_SECONDS) {
        line->due = now + BLOCK_SECONDS;
        return 0.005;
    }
    if (line->due < now - 0.1) line->due = now;
    return line->due > now ? line->due - now : 0;
}

/* Every line that may takes one step; if none may, a program is waited for. */
static void turn_clock(void) {
    double least = 0.5;
    for (int i = 0; i < line_count; i++) take_in(&lines[i]);
    for (int i = 0; i < line_count; i++) {
        line_t *line = &lines[i];
        if (line->state == ON_HOOK || (line->peer != NULL && !line->is_caller)) continue;
        double wait = wait_of(line, monotonic_seconds());
        if (wait < least) least = wait;
        if (wait > 0) continue;
        line->due += BLOCK_SECONDS;
        line->last_tick = monotonic_seconds();
        line_t *rung = line->peer != NULL && line->peer->state == RINGING ? line->peer : NULL;
        tick(line);
        if (rung != NULL) tick(rung);
    }
    if (least > 0) wait_for_programs(least);
}

static bool open_line(line_t *line, int index, const char *device, int owner) {
    int program_end;
    char name[128];
    struct termios settings;
    line->index = index;
    line->device = device;
    if (openpty(&line->terminal, &program_end, name, NULL, NULL) != 0) return false;
    tcgetattr(program_end, &settings);
    cfmakeraw(&settings);
    tcsetattr(program_end, TCSANOW, &settings);
    if (owner >= 0 && fchown(program_end, owner, owner) != 0) return false;
    fchmod(program_end, 0660);
    fcntl(line->terminal, F_SETFL, O_NONBLOCK);
    close(program_end);
    unlink(device);
    if (symlink(name, device) != 0) return false;
    line->modem = t31_init(NULL, to_program, line, control, line, NULL, NULL);
    event("\"event\":\"ready\",\"line\":%d,\"device\":\"%s\",\"terminal\":\"%s\"", index, device, name);
    return line->modem != NULL;
}

int main(int count, char **values) {
    int owner = -1, option;
    while ((option = getopt(count, values, "o:u:")) != -1) {
        if (option == 'o') folder = optarg;
        else if (option == 'u') owner = atoi(optarg);
        else return 2;
    }
    signal(SIGINT, on_signal);
    signal(SIGTERM, on_signal);
    signal(SIGPIPE, SIG_IGN);
    line_count = count - optind > MOST_LINES ? MOST_LINES : count - optind;
    for (int i = 0; i < line_count; i++) {
        if (open_line(&lines[i], i, values[optind + i], owner)) continue;
        perror(values[optind + i]);
        return 1;
    }
    while (!is_over) turn_clock();
    for (int i = 0; i < line_count; i++) unlink(lines[i].device);
    return 0;
}
