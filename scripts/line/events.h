/* What happens, as one JSON object a line on standard output. */
#ifndef EVENTS_H
#define EVENTS_H

/* Seconds of a clock that is never set. */
double monotonic_seconds(void);

/* `format` gives the members after "t", the seconds since the start, as JSON without the braces. */
void event(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
