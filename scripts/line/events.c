#include "events.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

double monotonic_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

void event(const char *format, ...) {
    static double start;
    if (start == 0) start = monotonic_seconds();
    va_list values;
    va_start(values, format);
    printf("{\"t\":%.3f,", monotonic_seconds() - start);
    vprintf(format, values);
    printf("}\n");
    fflush(stdout);
    va_end(values);
}
