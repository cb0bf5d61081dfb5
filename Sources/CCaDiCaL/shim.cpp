// SPDX-License-Identifier: GPL-2.0-or-later
#include "ccadical_shim.h"
#include <cadical.hpp>
#include <chrono>

namespace {
using Clock = std::chrono::steady_clock;

struct Stopper : CaDiCaL::Terminator {
    bool hasDeadline = false;
    Clock::time_point deadline;
    bool terminate() override {
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
ks_cadical *ks_cadical_new(void) { return new ks_cadical; }

void ks_cadical_delete(ks_cadical *s) {
    s->solver.disconnect_terminator();
    delete s;
}

int ks_cadical_set(ks_cadical *s, const char *option, int value) { return s->solver.set(option, value); }

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
    s->stopper.hasDeadline = seconds >= 0;
    if (seconds >= 0)
        s->stopper.deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
            std::chrono::duration<double>(seconds));
    s->solver.connect_terminator(&s->stopper);
}

int ks_cadical_fixed(ks_cadical *s, int literal) { return s->solver.fixed(literal); }
}
