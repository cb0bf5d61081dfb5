// SPDX-License-Identifier: GPL-2.0-or-later
#include "ccadical_shim.h"
#include <cadical.hpp>
#include <chrono>
#include <cstdio>
#include <malloc.h>
#include <unistd.h>

namespace {
using Clock = std::chrono::steady_clock;

// Resident memory of the process in bytes; 0 where that can't be known.
long long residentBytes() {
    long long pages = 0, resident = 0;
    if (FILE *file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%lld %lld", &pages, &resident) != 2) resident = 0;
        std::fclose(file);
    }
    return resident * sysconf(_SC_PAGESIZE);
}

// Another thread, or a handler of a signal, may write it meanwhile.
bool isSet(const volatile int *flag) { return flag && __atomic_load_n(flag, __ATOMIC_RELAXED) != 0; }

struct Stopper : CaDiCaL::Terminator {
    const volatile int *interrupt = nullptr;
    const volatile int *cancel = nullptr;
    bool hasDeadline = false;
    Clock::time_point deadline;
    long long memoryLimit = 0;
    unsigned calls = 0;
    bool terminate() override {
        if (isSet(interrupt) || isSet(cancel)) return true;
        if (memoryLimit > 0 && calls++ % 256 == 0 && residentBytes() > memoryLimit) return true;
        return hasDeadline && Clock::now() >= deadline;
    }
};
}  // namespace

struct ks_cadical {
    CaDiCaL::Solver solver;
    Stopper stopper;
    int conflictLimit = -1;
};

extern "C" {
ks_cadical *ks_cadical_new(const volatile int *interrupt) {
    ks_cadical *s = new ks_cadical;
    s->stopper.interrupt = interrupt;
    s->solver.connect_terminator(&s->stopper);
    return s;
}

void ks_cadical_delete(ks_cadical *s) {
    s->solver.disconnect_terminator();
    delete s;
    // A solver is large, and of several threads each would keep what it gave back.
    malloc_trim(0);
}

int ks_cadical_set(ks_cadical *s, const char *option, int value) { return s->solver.set(option, value); }

void ks_cadical_expect(ks_cadical *s, int variables) {
    // Room is doubled from what was asked for first.
    if (variables > 1000) s->solver.reserve(variables / 16 * 9);
}

void ks_cadical_add_all(ks_cadical *s, const int *literals, long count) {
    for (long i = 0; i < count; i++) s->solver.add(literals[i]);
}

void ks_cadical_assume(ks_cadical *s, int literal) { s->solver.assume(literal); }

int ks_cadical_solve(ks_cadical *s) {
    if (s->conflictLimit >= 0) s->solver.limit("conflicts", s->conflictLimit);
    return s->solver.solve();
}

int ks_cadical_value(ks_cadical *s, int literal) { return s->solver.val(literal) > 0; }
int ks_cadical_failed(ks_cadical *s, int literal) { return s->solver.failed(literal); }
void ks_cadical_phase(ks_cadical *s, int literal) { s->solver.phase(literal); }

void ks_cadical_limit_conflicts(ks_cadical *s, int conflicts) {
    s->conflictLimit = conflicts > 0 ? conflicts : -1;
}

void ks_cadical_stop_after(ks_cadical *s, double seconds) {
    /* More than some years is no limit, and would not fit the clock. */
    s->stopper.hasDeadline = seconds >= 0 && seconds < 1e8;
    if (s->stopper.hasDeadline)
        s->stopper.deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
            std::chrono::duration<double>(seconds));
}

void ks_cadical_stop_when(ks_cadical *s, const volatile int *flag) { s->stopper.cancel = flag; }

void ks_cadical_limit_memory(ks_cadical *s, long long bytes) { s->stopper.memoryLimit = bytes; }

void ks_cadical_unphase(ks_cadical *s, int literal) { s->solver.unphase(literal); }

int ks_cadical_fixed(ks_cadical *s, int literal) { return s->solver.fixed(literal); }

void ks_give_back_blocks_above(int bytes) { mallopt(M_MMAP_THRESHOLD, bytes); }
}
