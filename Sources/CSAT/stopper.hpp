// SPDX-License-Identifier: GPL-2.0-or-later
// When a search has to end: what all engines look at while they search.
#ifndef CSAT_STOPPER_HPP
#define CSAT_STOPPER_HPP
#include <chrono>
#include <cstdio>
#include <unistd.h>

using Clock = std::chrono::steady_clock;

// Resident memory of the process in bytes; 0 where that can't be known.
inline long long residentBytes() {
    long long pages = 0, resident = 0;
    if (FILE *file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%lld %lld", &pages, &resident) != 2) resident = 0;
        std::fclose(file);
    }
    return resident * sysconf(_SC_PAGESIZE);
}

// Another thread, or a handler of a signal, may write it meanwhile.
inline bool isSet(const volatile int *flag) { return flag && __atomic_load_n(flag, __ATOMIC_RELAXED) != 0; }

struct Stopper {
    const volatile int *interrupt = nullptr;
    const volatile int *cancel = nullptr;
    bool hasDeadline = false;
    Clock::time_point deadline;
    long long memoryLimit = 0;
    unsigned calls = 0;
    // Every how many looks the memory is read.
    unsigned memoryEvery = 256;

    bool isTime() {
        if (isSet(interrupt) || isSet(cancel)) return true;
        if (memoryLimit > 0 && calls++ % memoryEvery == 0 && residentBytes() > memoryLimit) return true;
        return hasDeadline && Clock::now() >= deadline;
    }

    void stopAfter(double seconds) {
        /* More than some years is no limit, and would not fit the clock. */
        hasDeadline = seconds >= 0 && seconds < 1e8;
        if (hasDeadline)
            deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    }
};
#endif
